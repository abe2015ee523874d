"""What is mended after a letter was answered, and what no history can hold."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from surveys.errors import Refused
from surveys.models import InfoRequest, Reply, RequestEvent, Round
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.said import said_by
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.reply import ReplyFacts
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.workdays.services import calendar_day_set
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_round,
)
from tests.letters import log_reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
LONG_AFTER = datetime.date(2025, 12, 31)
ON_TIME, LATE = "2025-03-31", "2025-04-01"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def survey_round() -> Round:
    return make_round(make_edition("2025-letters"), opens_on=day("2025-03-03"))


@pytest.fixture
def letter(survey_round: Round) -> InfoRequest:
    """Received on 3 March 2025, due on 31 March."""
    organ = make_organ(make_city("甲市", adcode="990100"))
    row = make_letter(survey_round, organ, channel=Channel.DISCLOSURE)
    RequestEvent.objects.create(request=row, kind="received", date=day("2025-03-03"))
    return row


def record(cast: Cast, letter: InfoRequest, kind: str, date: str, **more: Any) -> RequestEvent:
    letter.refresh_from_db()
    facts = EventFacts(kind=kind, date=day(date), **more)
    return event_record(actor=cast.coder, request=letter, facts=facts, today=LONG_AFTER)


def answer(cast: Cast, letter: InfoRequest, came: str, posted: str | None = None) -> Reply:
    facts: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "today": LONG_AFTER}
    facts |= {"received_on": day(came), "posted_on": day(posted) if posted else None}
    return log_reply(cast.coder, letter.round, letter.organ, **facts)


def correct(cast: Cast, reply: Reply, came: str, **facts: Any) -> None:
    reply_correct(
        actor=cast.coder,
        reply=reply,
        said=said_by(reply),
        facts=ReplyFacts(received_on=day(came), **facts),
        reason="看错日期",
        revision=reply.revision,
        today=LONG_AFTER,
    )


def stand(letter: InfoRequest) -> tuple[str, str, list[str]]:
    letter.refresh_from_db()
    return letter.status, str(letter.due), letter.flags


def set_off(date: str) -> None:
    calendar_day_set(
        actor=None,
        scope="nation",
        adcode="",
        date=day(date),
        kind="off",
        source="通知",
        reason="到",
    )


def test_a_corrected_day_of_receipt_is_judged_anew(cast: Cast, letter: InfoRequest) -> None:
    reply = answer(cast, letter, LATE)
    assert stand(letter) == ("replied", ON_TIME, ["late"])
    correct(cast, reply, ON_TIME)
    assert stand(letter) == ("replied", ON_TIME, [])
    correct(cast, reply, LATE)
    assert stand(letter) == ("replied", ON_TIME, ["late"])


def test_a_forgotten_extension_moves_the_day_of_an_answered_letter(
    cast: Cast, letter: InfoRequest
) -> None:
    answer(cast, letter, LATE)
    event = record(cast, letter, "extended", "2025-03-20", days=5)
    assert stand(letter) == ("replied", "2025-04-08", [])
    event_strike(actor=cast.coder, event=event, reason="错")
    assert stand(letter) == ("replied", ON_TIME, ["late"])


def test_of_two_replies_the_one_that_stands_judges(cast: Cast, letter: InfoRequest) -> None:
    first = answer(cast, letter, ON_TIME)
    answer(cast, letter, LATE)
    assert stand(letter)[2] == []
    reply_withdraw(actor=cast.coder, reply=first, reason="错", revision=1)
    assert stand(letter) == ("replied", ON_TIME, ["late"])


def test_a_further_reply_s_postmark_judges_nothing(cast: Cast, letter: InfoRequest) -> None:
    answer(cast, letter, "2025-03-20")
    answer(cast, letter, "2025-04-20", posted="2025-04-15")
    assert stand(letter) == ("replied", ON_TIME, [])


def test_another_calendar_judges_no_letter_again_where_no_day_changes(
    cast: Cast, letter: InfoRequest
) -> None:
    reply = answer(cast, letter, LATE)
    set_off("2025-03-20")
    correct(cast, reply, LATE, number="7 号")
    assert stand(letter) == ("replied", ON_TIME, ["late"])
    record(cast, letter, "telephone", "2025-03-10", call="other")
    assert stand(letter) == ("replied", ON_TIME, ["late"])


@pytest.mark.parametrize("kind", ["reconsideration", "suit"])
def test_nothing_is_decided_before_it_was_asked_for(
    cast: Cast, letter: InfoRequest, kind: str
) -> None:
    asked, decided = {
        "reconsideration": ("reconsideration_asked", "reconsideration_decided"),
        "suit": ("suit_filed", "suit_decided"),
    }[kind]
    record(cast, letter, "telephone", "2025-06-01", call="other")
    asked_words = EventKind(asked).label
    before = stand(letter)
    for made in (False, True):
        if made:
            record(cast, letter, asked, "2025-05-20")
        with pytest.raises(Refused, match=f"needs “{asked_words}” before it"):
            record(cast, letter, decided, "2025-05-10", result="upheld")
    event = letter.history.get(kind=asked)
    record(cast, letter, decided, "2025-05-30", result="upheld")
    with pytest.raises(Refused, match="Another event rests on this one"):
        event_strike(actor=cast.coder, event=event, reason="错")
    assert stand(letter) == before


def test_a_sending_that_a_remedy_rests_on_stays(cast: Cast, survey_round: Round) -> None:
    row = make_letter(survey_round, make_organ(make_city()), channel=Channel.DISCLOSURE)
    record(cast, row, "reconsideration_asked", "2025-05-20")
    with pytest.raises(Refused, match="rests on this one: “Reconsideration asked for” needs"):
        event_strike(actor=cast.coder, event=row.history.get(kind="submitted"), reason="错")
    assert stand(row)[0] == "sent"


@pytest.mark.parametrize(
    ("kind", "more"),
    [("extended", {"days": 5}), ("correction_notice", {}), ("reconsideration_asked", {})],
)
def test_no_earlier_day_gives_a_consultation_what_only_requests_have(
    cast: Cast, survey_round: Round, kind: str, more: dict[str, Any]
) -> None:
    row = make_letter(survey_round, make_organ(make_city()))
    record(cast, row, "telephone", "2025-03-20", call="other")
    with pytest.raises(Refused, match="gives a consultation such a step"):
        record(cast, row, kind, "2025-03-10", **more)


def test_a_postmark_before_the_sending_is_refused_at_its_field(
    cast: Cast, letter: InfoRequest
) -> None:
    later = make_letter(
        letter.round, letter.organ, channel=Channel.DISCLOSURE, wave=2, sent_on=day("2025-03-10")
    )
    facts: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "today": LONG_AFTER}
    facts |= {"received_on": day("2025-03-20"), "posted_on": day("2025-03-05")}
    with pytest.raises(Refused) as caught:
        log_reply(cast.coder, letter.round, letter.organ, letter={"wave": 2}, **facts)
    assert caught.value.field == "posted_on"
    assert stand(later)[0] == "sent"
    assert not Reply.objects.exists()


def test_a_page_that_was_open_meanwhile_writes_no_older_day_over(
    cast: Cast, letter: InfoRequest
) -> None:
    shown = InfoRequest.objects.get(pk=letter.pk)
    answer(cast, letter, LATE)
    record(cast, letter, "extended", "2025-03-20", days=5)
    judged = stand(letter)
    facts = EventFacts(kind="telephone", date=day("2025-03-10"), call="other")
    event_record(actor=cast.coder, request=shown, facts=facts, today=LONG_AFTER)
    assert stand(letter) == judged == ("replied", "2025-04-08", [])
