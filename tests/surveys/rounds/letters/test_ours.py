"""What a letter's history asks of us: fees and corrections, portals, remedies, who sees to it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from surveys.clock.remedies import months_after
from surveys.errors import ChangedMeanwhile, Refused
from surveys.models import InfoRequest, RequestEvent, Round, TrailEntry
from surveys.models.request import Channel, Ground, Owed
from surveys.rounds.remedies import next_limit, running_out
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.letter import letter_hand
from tests.builders import Cast, make_letter, make_outcome, make_reply, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = datetime.date(2025, 6, 2)
SENT = datetime.date(2025, 3, 3)


def _letter(survey_round: Round, **fields: Any) -> InfoRequest:
    return make_letter(survey_round, channel=Channel.DISCLOSURE, **fields)


def _event(letter: InfoRequest, kind: str, day: datetime.date, **more: object) -> RequestEvent:
    facts = EventFacts(kind=kind, date=day, **more)  # type: ignore[arg-type]
    row = event_record(actor=None, request=letter, facts=facts, today=TODAY)
    letter.refresh_from_db()
    return row


def _march(day: int) -> datetime.date:
    return datetime.date(2025, 3, day)


def test_a_correction_is_owed_until_it_is_there_and_no_day_is_made_up(survey_round: Round) -> None:
    letter, other = _letter(survey_round), _letter(survey_round)
    _event(letter, "acknowledged", _march(4))
    _event(letter, "correction_notice", _march(6))
    assert (letter.owed, letter.owed_by) == (Owed.CORRECTION, None)
    _event(letter, "corrected", _march(10))
    assert letter.owed == ""
    other.refresh_from_db()
    assert other.owed == ""


def test_a_fee_is_owed_for_twenty_working_days_after_its_notice_arrived(
    survey_round: Round,
) -> None:
    letter = _letter(survey_round)
    _event(letter, "acknowledged", _march(4))
    _event(letter, "fee_notice", _march(6))
    assert (letter.owed, letter.owed_by) == (Owed.FEE, None)
    arrived = _event(letter, "fee_notice_received", _march(10))
    assert letter.owed_by == datetime.date(2025, 4, 8)
    event_strike(actor=make_user("manager"), event=arrived, reason="笔误")
    letter.refresh_from_db()
    assert (letter.owed, letter.owed_by) == (Owed.FEE, None)
    _event(letter, "withdrawn", _march(20))
    assert letter.owed == ""


def test_a_look_into_a_portal_is_kept_and_moves_no_day(survey_round: Round) -> None:
    letter = _letter(survey_round)
    _event(letter, "acknowledged", _march(4))
    due = letter.due
    _event(letter, "portal_looked", _march(12))
    assert (letter.looked_on, letter.due, letter.route) == (_march(12), due, "web")
    assert (letter.status, letter.last_on) == ("acknowledged", _march(12))
    unsent = _letter(survey_round, sent_on=None, wave=2)
    with pytest.raises(Refused):
        _event(unsent, "portal_looked", _march(12))


def test_remedies_run_from_the_answer_or_from_the_due_day(survey_round: Round) -> None:
    withheld = make_outcome(Channel.DISCLOSURE, code="withheld_process")
    granted = make_outcome(Channel.DISCLOSURE, code="granted")
    letters = [_letter(survey_round) for _ in range(3)]
    for letter, outcome in zip(letters, (withheld, granted), strict=False):
        make_reply(
            survey_round,
            organ=letter.organ,
            letters=[letter],
            outcome=outcome,
            received_on=_march(20),
        )
    _event(letters[2], "acknowledged", _march(4))
    for letter in letters:
        letter.refresh_from_db()
    assert [row.remedy_ground for row in letters] == [
        Ground.DECISION,
        Ground.DECISION,
        Ground.SILENCE,
    ]
    assert letters[0].remedy_from == _march(20)
    assert letters[2].remedy_from == letters[2].due
    ends = _march(20) + datetime.timedelta(days=60)
    for today, wanted in ((ends, {letters[0]}), (ends + datetime.timedelta(days=1), set())):
        found = set(InfoRequest.objects.filter(running_out(today, 0)))
        assert found == wanted, today
    assert next_limit(letters[0], ends) == ends
    assert next_limit(letters[1], ends) is None
    # No suit before a reconsideration, by the revised law.
    assert next_limit(letters[0], ends + datetime.timedelta(days=1)) is None


def test_silence_is_listed_before_its_two_limits(survey_round: Round) -> None:
    letter = _letter(survey_round)
    _event(letter, "acknowledged", _march(4))
    assert letter.due is not None
    for ends in (letter.due + datetime.timedelta(days=60), months_after(letter.due, 6)):
        day = ends - datetime.timedelta(days=14)
        assert set(InfoRequest.objects.filter(running_out(day, 14))) == {letter}
        assert not InfoRequest.objects.filter(running_out(day, 13)).exists()
        assert next_limit(letter, ends) == ends
    assert next_limit(letter, letter.due) is None


def test_a_reconsideration_takes_the_limits_away_and_gives_the_suits(survey_round: Round) -> None:
    letter = _letter(survey_round)
    make_outcome(Channel.DISCLOSURE, code="refused_intake")
    _event(letter, "refused_intake", _march(5))
    assert (letter.remedy_ground, letter.remedy_from) == (Ground.DECISION, _march(5))
    _event(letter, "reconsideration_asked", _march(10))
    assert (letter.remedy_ground, letter.remedy_from) == ("", None)
    _event(letter, "reconsideration_decided", _march(28), result="upheld")
    assert (letter.remedy_ground, letter.remedy_from) == (Ground.RECONSIDERED, _march(28))
    last = _march(28) + datetime.timedelta(days=15)
    assert next_limit(letter, last) == last
    assert set(InfoRequest.objects.filter(running_out(last, 0))) == {letter}
    _event(letter, "suit_filed", datetime.date(2025, 4, 1))
    assert (letter.remedy_ground, letter.remedy_from) == ("", None)


def test_a_letter_that_changed_since_it_was_shown_is_refused(survey_round: Round) -> None:
    letter = _letter(survey_round)
    letter.refresh_from_db()
    seen = letter.revision
    facts = EventFacts(kind="portal_looked", date=_march(12))
    _event(letter, "acknowledged", _march(4))
    entries = TrailEntry.objects.count()
    with pytest.raises(ChangedMeanwhile):
        event_record(actor=None, request=letter, facts=facts, today=TODAY, seen=seen)
    assert letter.history.count() == 2
    assert TrailEntry.objects.count() == entries


def test_a_form_sent_twice_enters_one_event(survey_round: Round) -> None:
    letter, token = _letter(survey_round), uuid.uuid4()
    letter.refresh_from_db()
    facts = EventFacts(kind="portal_looked", date=_march(12))
    rows = [
        event_record(
            actor=None,
            request=letter,
            facts=facts,
            today=TODAY,
            seen=letter.revision,
            form_token=token,
        )
        for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert letter.history.filter(kind="portal_looked").count() == 1


def test_a_letter_is_handed_on_by_its_own_or_by_a_manager(cast: Cast, survey_round: Round) -> None:
    letter, other = _letter(survey_round), _letter(survey_round)
    assert letter_hand(actor=cast.coder, request=letter, handler=cast.coder)
    with pytest.raises(Refused):
        letter_hand(actor=cast.second_coder, request=letter, handler=cast.second_coder)
    assert not letter_hand(actor=cast.manager, request=letter, handler=cast.coder)
    assert letter_hand(actor=cast.manager, request=letter, handler=cast.second_coder)
    for gone in (make_user(is_active=False), cast.outsider):
        with pytest.raises(Refused) as caught:
            letter_hand(actor=cast.manager, request=letter, handler=gone)
        assert caught.value.field == "handler"
    with pytest.raises(ChangedMeanwhile):
        letter_hand(actor=cast.manager, request=letter, handler=None, seen=1)
    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.handler, other.handler) == (cast.second_coder, None)
    told = TrailEntry.objects.filter(action="request.hand").order_by("pk")
    assert [entry.changes["handler"] for entry in told] == [
        [None, cast.coder.pk],
        [cast.coder.pk, cast.second_coder.pk],
    ]
