"""What a rule is, and what several rules ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from surveys.clock.events import Event
from surveys.clock.flags import Flag
from surveys.clock.period import Terms, due_day
from surveys.clock.state import Effect, State


@dataclass(frozen=True)
class Move:
    """The state after an event, and what the event did to the clock."""

    state: State
    effect: Effect = Effect.NONE


@dataclass(frozen=True)
class Rule:
    """`article` is the law that gives the effect, None where no law gives the event any;
    `effects` are all that `apply` can have."""

    apply: Callable[[State, Event, Terms], Move]
    article: str | None
    effects: tuple[Effect, ...] = (Effect.NONE,)


def flagged(state: State, *flags: Flag) -> State:
    return replace(state, flags=state.flags | set(flags)) if flags else state


def is_before_request(state: State, event: Event) -> bool:
    """What is dated before the request was sent cannot be about it."""
    return state.submitted is not None and event.date < state.submitted


def is_after_due(state: State, event: Event, terms: Terms) -> bool:
    """Never while the clock stands still: then no due day has passed."""
    due = due_day(state, terms)
    return due is not None and event.date > due
