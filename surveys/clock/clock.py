"""The two due days of a request: by the national calendar, and with its area's own days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surveys.clock.calendar import Calendars
from surveys.clock.events import Event
from surveys.clock.flags import Flag
from surveys.clock.fold import Fold, Step, folded
from surveys.clock.period import Terms, stands_still
from surveys.clock.state import State

# When the decree whose articles are counted by came into force.
IN_FORCE = date(2019, 5, 15)


@dataclass(frozen=True)
class Clock:
    """`due` and `steps` by the national calendar; `due_local` where the area set days of its own
    within the period. `provisional` where a due day rests on an unconfirmed receipt or on a
    year whose notice is not out. `flags` in the order of `Flag`."""

    due: date | None
    due_local: date | None
    provisional: bool
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...]
    state: State


def clock(
    events: Sequence[Event],
    calendars: Calendars,
    city: str | None = None,
    third_party_cap: int | None = None,
) -> Clock:
    """The clock of one request; `city` is an adcode. BadEvent for an event that cannot be where
    it stands. The flags of notices are those of the national calendar."""
    nation = folded(events, Terms(calendars.nation, third_party_cap))
    area = calendars.area(city) if city else None
    local = folded(events, Terms(area, third_party_cap)) if area else None
    due_local = _due_local(nation, local) if local else None
    flags = {*nation.state.flags, *_told(nation), *_judged(nation.state, nation.due, due_local)}
    return Clock(
        due=nation.due,
        due_local=due_local,
        provisional=nation.due is not None
        and not flags.isdisjoint({Flag.RECEIPT_UNCONFIRMED, Flag.CALENDAR_UNPUBLISHED}),
        steps=nation.steps,
        flags=tuple(flag for flag in Flag if flag in flags),
        state=nation.state,
    )


def _due_local(nation: Fold, local: Fold) -> date | None:
    """None where the area set no day between the start of the period and its end."""
    start, due, other = nation.state.start, nation.due, local.due
    if other is None or start is None:
        return None
    last = max(due, other) if due else other
    touched = local.terms.calendar.has_regional(start, last)
    return other if touched or other != due else None


def _told(fold: Fold) -> set[Flag]:
    """What the state itself tells."""
    state, due = fold.state, fold.due
    flags = set()
    if state.submitted and not state.confirmed and not state.anew:
        flags.add(Flag.RECEIPT_UNCONFIRMED)
    if state.submitted and state.submitted < IN_FORCE:
        flags.add(Flag.REGULATIONS_OLDER)
    if due and state.start and not fold.terms.calendar.all_published(state.start, due):
        flags.add(Flag.CALENDAR_UNPUBLISHED)
    if state.end is None and stands_still(state, fold.terms):
        flags.add(Flag.STOPPED)
    return flags


def _judged(state: State, due: date | None, due_local: date | None) -> set[Flag]:
    """A reply after both days is late, one between them neither late nor on time."""
    days = [day for day in (due, due_local) if day]
    if state.judged is None or not days:
        return set()
    if state.judged > max(days):
        return {Flag.LATE}
    return {Flag.BETWEEN_DATES} if state.judged > min(days) else set()
