"""What holds for every history, whatever its events."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.clock.calendar import Calendar, Calendars
from surveys.clock.clock import Clock, clock
from surveys.clock.events import Event, Kind, Route
from surveys.clock.fold import Fold, folded
from surveys.clock.order import allowed
from surveys.clock.period import Terms
from surveys.clock.rules.table import RULES
from surveys.clock.state import Effect
from tests.surveys.clock.made import LHASA, REGIONAL, day, regional_days

NATION = Terms(REGIONAL.nation)
FIRST, LAST = date(2024, 9, 1), date(2025, 5, 31)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A request sent, then what may happen to it, each some days after the other or on the due
    day itself, where rules are at their edge."""
    on, fold = draw(st.dates(FIRST, LAST)), Fold(NATION)
    for number in range(draw(st.integers(1, 7))):
        kind = Kind.SUBMITTED if number == 0 else draw(st.sampled_from(allowed(fold.state)))
        if number and fold.due and fold.due > on and draw(st.booleans()):
            on = fold.due
        elif number:
            on += timedelta(days=draw(st.integers(0, 30)))
        route = draw(st.sampled_from(Route)) if kind is Kind.SUBMITTED else None
        days = draw(st.integers(1, 25)) if kind is Kind.EXTENDED else 0
        fold = fold.then(Event(kind, on, route, days))
    return [step.event for step in fold.steps]


@given(histories())
def test_no_due_day_is_a_day_off_of_its_scope(events: list[Event]) -> None:
    found, lhasa = clock(events, REGIONAL, LHASA), REGIONAL.area(LHASA)
    assert lhasa
    assert found.due is None or REGIONAL.nation.is_workday(found.due)
    assert found.due_local is None or lhasa.is_workday(found.due_local)
    assert all(step.due is None or REGIONAL.nation.is_workday(step.due) for step in found.steps)


@given(histories())
def test_one_by_one_gives_the_same_steps_as_in_one_go(events: list[Event]) -> None:
    whole = folded(events, NATION)
    for number in range(len(events) + 1):
        part = folded(events[:number], NATION)
        assert part.steps == whole.steps[:number]
        rest = part
        for event in events[number:]:
            rest = rest.then(event)
        assert rest == whole


@given(histories(), st.data())
def test_what_was_said_by_telephone_changes_nothing(
    events: list[Event], data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(events)))
    call = Event(Kind.TELEPHONE, events[place - 1].date)
    before = clock(events, REGIONAL, LHASA)
    found = clock([*events[:place], call, *events[place:]], REGIONAL, LHASA)
    assert _told(found) == _told(before)
    assert [step for step in found.steps if step.event is not call] == list(before.steps)


@given(histories())
def test_an_event_without_effect_leaves_the_due_day(events: list[Event]) -> None:
    steps = folded(events, NATION).steps
    for before, step in pairwise(steps):
        assert step.effect in RULES[step.event.kind].effects
        assert step.effect is not Effect.NONE or step.due == before.due


@given(histories(), st.data())
def test_a_day_off_more_never_moves_a_due_day_back(
    events: list[Event], data: st.DataObject
) -> None:
    before = clock(events, REGIONAL, LHASA)
    dates = {step.event.date for step in before.steps} | {step.due for step in before.steps}
    near = data.draw(st.sampled_from(sorted(found for found in dates if found)))
    extra = near + timedelta(days=data.draw(st.integers(-3, 20)))
    assume(REGIONAL.nation.is_workday(extra))
    rows = [*regional_days(), day("nation", "", extra.isoformat(), "off")]
    found = clock(events, Calendars(rows), LHASA)
    for old, new in ((before.due, found.due), (before.due_local, found.due_local)):
        assert old is None or new is None or new >= old
    local = _local(before, extra)
    assert local is None or before.due_local is None or local >= before.due_local


def _local(found: Clock, extra: date) -> date | None:
    """The local day with one more day off of the city alone."""
    lhasa = REGIONAL.area(LHASA)
    if lhasa is None or not lhasa.is_workday(extra):
        return None
    kept = [row for row in regional_days() if row.date != extra]
    rows = Calendars([*kept, day("city", LHASA, extra.isoformat(), "off")])
    return clock([step.event for step in found.steps], rows, LHASA).due_local


@given(st.dates(FIRST, LAST), st.integers(1, 60))
def test_counting_and_advancing_are_one(start: date, count: int) -> None:
    lhasa = REGIONAL.area(LHASA)
    assert isinstance(lhasa, Calendar)
    assert lhasa.count(start, lhasa.advance(start, count)) == count


def _told(found: Clock) -> tuple[object, ...]:
    return found.due, found.due_local, found.provisional, found.flags
