"""Events folded into steps, one calendar at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from surveys.clock.events import Event, Kind
from surveys.clock.flags import Flag
from surveys.clock.order import AFTER_END, HANDLING, order_check
from surveys.clock.period import Terms, due_day
from surveys.clock.rules.rule import Move, flagged
from surveys.clock.rules.table import RULES, article_of
from surveys.clock.state import Effect, State


@dataclass(frozen=True)
class Step:
    """What one event did: by which article, and the due day since (None where there is none)."""

    event: Event
    article: str | None
    effect: Effect
    due: date | None


@dataclass(frozen=True)
class Fold:
    """A request's history so far; `then` gives the one with one event more."""

    terms: Terms
    state: State = field(default_factory=State)
    steps: tuple[Step, ...] = ()

    @property
    def due(self) -> date | None:
        return due_day(self.state, self.terms)

    def then(self, event: Event) -> Fold:
        """BadEvent where the event cannot follow."""
        order_check(self.state, event)
        article = article_of(self.state, event)
        move = _moved(self.state, event, self.terms)
        state = _dated(move.state, event)
        step = Step(event, article, move.effect, due_day(state, self.terms))
        return Fold(self.terms, state, (*self.steps, step))


def folded(events: Iterable[Event], terms: Terms) -> Fold:
    """All events, in the order in which they are given."""
    fold = Fold(terms)
    for event in events:
        fold = fold.then(event)
    return fold


def _moved(state: State, event: Event, terms: Terms) -> Move:
    if state.end is not None and event.kind not in {Kind.POSTED, Kind.REPLIED}:
        return Move(state if event.kind in AFTER_END else flagged(state, Flag.AFTER_END))
    return RULES[event.kind].apply(state, event, terms)


def _dated(state: State, event: Event) -> State:
    """With what every event leaves behind, whatever its rule does."""
    first, flags = state.first_act, state.flags
    if event.kind in HANDLING:
        first = min(first or event.date, event.date)
    if state.receipt and first and first < state.receipt:
        flags |= {Flag.DATE_BEFORE_RECEIPT}
    last = max(state.last or event.date, event.date)
    return replace(state, last=last, first_act=first, flags=flags)
