"""A calendar that changes: open letters are counted anew, and whatever else stays as it is."""

from __future__ import annotations

import datetime

import pytest

from surveys.models import (
    DueMove,
    Edition,
    InfoRequest,
    Organ,
    RequestEvent,
    Round,
)
from surveys.models.request import Channel
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.letter_state import letter_state_refresh
from surveys.rounds.services.replay import Replayed, calendar_replay, letters_behind
from surveys.workdays.selectors import calendars_now
from tests.builders import (
    TODAY,
    Cast,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.services.picture import difference, keys, picture
from tests.surveys.workdays.open_letters import DUE, LATER, day_set, dues_of, open_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def organs() -> list[Organ]:
    return [make_organ(make_city(name)) for name in ("甲市", "乙市")]


@pytest.fixture
def survey_round() -> Round:
    return make_round()


@pytest.fixture
def letters(survey_round: Round, organs: list[Organ]) -> list[InfoRequest]:
    """One to each city, received on the day on which the round opened."""
    return [open_letter(survey_round, organ) for organ in organs]


def test_a_day_off_moves_open_letters_and_lists_them(
    cast: Cast, letters: list[InfoRequest]
) -> None:
    assert dues_of(letters) == [(DUE, None)] * 2
    day_set(cast)
    assert calendar_replay() == Replayed(letters=2, moved=2)
    assert dues_of(letters) == [(LATER, None)] * 2
    version = calendars_now().version
    assert {letter.calendar for letter in letters} == {version}
    moves = DueMove.objects.order_by("request")
    assert [(move.request, move.calendar) for move in moves] == [(one, version) for one in letters]
    assert {(move.old_due, move.due, move.due_local) for move in moves} == {(DUE, LATER, None)}


def test_a_day_of_one_city_moves_its_letters_alone(cast: Cast, letters: list[InfoRequest]) -> None:
    day_set(cast, city=letters[0].organ.city.adcode)
    assert calendar_replay() == Replayed(letters=2, moved=1)
    assert dues_of(letters) == [(DUE, LATER), (DUE, None)]
    assert DueMove.objects.get().request == letters[0]


def test_a_day_outside_the_period_moves_nothing(cast: Cast, letters: list[InfoRequest]) -> None:
    before = picture()
    day_set(cast, datetime.date(2025, 7, 1))
    assert calendar_replay() == Replayed(letters=2, moved=0)
    found = difference(before, picture())
    assert found.changed == keys(letters), "their version alone"
    assert dues_of(letters) == [(DUE, None)] * 2
    assert not DueMove.objects.exists()


def test_a_make_up_day_moves_them_back(cast: Cast, letters: list[InfoRequest]) -> None:
    day_set(cast, datetime.date(2025, 3, 15), "work")
    calendar_replay()
    assert dues_of(letters) == [(datetime.date(2025, 3, 28), None)] * 2


def test_what_was_answered_keeps_the_day_by_which_it_was_judged(
    cast: Cast, survey_round: Round, organs: list[Organ]
) -> None:
    outcome = make_outcome(Channel.DISCLOSURE)
    answered, opened = [open_letter(survey_round, organ) for organ in organs]
    make_reply(
        survey_round, organ=organs[0], letters=[answered], outcome=outcome, received_on=LATER
    )
    answered.refresh_from_db()
    assert answered.flags == ["late"]
    day_set(cast)
    before = picture()
    assert calendar_replay() == Replayed(letters=1, moved=1)
    found = difference(before, picture())
    assert found.changed == keys([opened])
    assert [label for label, _key in found.added] == ["duemove"]


def test_letters_of_a_frozen_edition_stay_as_they_are(
    cast: Cast, letters: list[InfoRequest], organs: list[Organ]
) -> None:
    other = open_letter(make_round(), organs[0])
    edition = other.round.edition
    frozen = {"frozen": True, "frozen_at": "2025-06-02T00:00:00Z"}
    Edition.objects.filter(pk=edition.pk).update(**frozen)
    day_set(cast)
    before = picture()
    assert calendar_replay() == Replayed(letters=2, moved=2)
    assert difference(before, picture()).changed == keys(letters)
    assert not letters_behind(calendars_now().version).exists()


def test_a_letter_that_stands_still_has_no_day_to_move(
    cast: Cast, letters: list[InfoRequest]
) -> None:
    facts = EventFacts(kind="third_party_sent", date=datetime.date(2025, 3, 5))
    event_record(actor=None, request=letters[0], facts=facts, today=TODAY)
    day_set(cast)
    assert calendar_replay() == Replayed(letters=2, moved=1)
    assert dues_of(letters) == [(None, None), (LATER, None)]
    assert letters[0].flags == ["stopped"]


def test_a_consultation_is_counted_by_the_organ_s_own_limit(
    cast: Cast, survey_round: Round, organs: list[Organ]
) -> None:
    """In working days it moves, in calendar days it does not, and without one there is no day."""
    for organ, unit in zip(organs, ("working_days", "calendar_days"), strict=True):
        facts = {"limit_days": 10, "limit_unit": unit, "limit_source": "办事指南"}
        Organ.objects.filter(pk=organ.pk).update(**facts)
        organ.refresh_from_db()
    without = make_letter(survey_round)
    limited = [make_letter(survey_round, organ) for organ in organs]
    before = dues_of(limited)
    day_set(cast)
    assert calendar_replay() == Replayed(letters=3, moved=1)
    assert dues_of(limited) == [(datetime.date(2025, 3, 18), None), before[1]]
    assert dues_of([without]) == [(None, None)]


def test_a_struck_event_is_not_counted(cast: Cast, letters: list[InfoRequest]) -> None:
    facts = EventFacts(kind="extended", date=datetime.date(2025, 3, 20), days=20)
    event = event_record(actor=None, request=letters[0], facts=facts, today=TODAY)
    RequestEvent.objects.filter(pk=event.pk).update(
        struck_at="2025-06-02T00:00:00Z", struck_reason="误录"
    )
    letter_state_refresh(request=letters[0])
    day_set(cast)
    calendar_replay()
    assert dues_of(letters) == [(LATER, None)] * 2


def test_run_twice_it_changes_nothing(cast: Cast, letters: list[InfoRequest]) -> None:
    day_set(cast)
    calendar_replay()
    before = picture()
    assert calendar_replay() == Replayed(letters=0, moved=0)
    found = difference(before, picture())
    assert (found.changed, found.removed, found.added) == (set(), set(), {})


def _row(letter: InfoRequest) -> dict[str, object]:
    """As it is stored, but for the number of its changes, which a recount is none of."""
    row = InfoRequest.objects.filter(pk=letter.pk).values().get()
    return {name: value for name, value in row.items() if name != "revision"}


def test_it_comes_to_what_each_letter_comes_to_by_itself(
    cast: Cast, survey_round: Round, letters: list[InfoRequest], organs: list[Organ]
) -> None:
    """Histories that are alike are counted once; those that differ in one field are not."""
    for wave, days in ((2, 10), (3, 20)):
        letter = open_letter(survey_round, organs[0], wave=wave)
        facts = EventFacts(kind="extended", date=datetime.date(2025, 3, 20), days=days)
        event_record(actor=None, request=letter, facts=facts, today=TODAY)
        letters.append(letter)
    day_set(cast)
    day_set(cast, datetime.date(2025, 3, 13), city=organs[1].city.adcode)
    calendar_replay()
    kept = [_row(letter) for letter in letters]
    for letter, row in zip(letters, kept, strict=True):
        letter.refresh_from_db()
        letter_state_refresh(request=letter)
        assert _row(letter) == row
    assert len({(row["due"], row["due_local"]) for row in kept}) == 4


def test_a_letter_whose_events_cannot_be_read_keeps_its_days(
    cast: Cast, letters: list[InfoRequest], caplog: pytest.LogCaptureFixture
) -> None:
    RequestEvent.objects.filter(request=letters[0], kind="submitted").delete()
    day_set(cast)
    assert calendar_replay() == Replayed(letters=2, moved=1)
    assert dues_of(letters) == [(DUE, None), (LATER, None)]
    assert f"letter {letters[0].pk} keeps its days" in caplog.text
