"""The day on which a request is received (Article 31)."""

from __future__ import annotations

from dataclasses import replace

from surveys.clock.events import Event, Kind, Route
from surveys.clock.period import Terms
from surveys.clock.rules.rule import Move
from surveys.clock.state import Effect, State

# Both sides confirm these; until then the day of sending stands for the receipt.
CONFIRMED_BY_BOTH = frozenset({Route.WEB, Route.EMAIL, Route.FAX})


def submitted(state: State, event: Event, terms: Terms) -> Move:
    """Sent again by another route it is the same request: what starts the clock first counts,
    and a receipt that is confirmed goes before one that is not."""
    if state.confirmed or state.anew:
        return Move(state)
    routes = (*state.routes, event.route) if event.route else state.routes
    state = replace(state, submitted=state.submitted or event.date, routes=routes)
    if event.route is Route.IN_PERSON:
        return _start(state, event, confirmed=True)
    if event.route in CONFIRMED_BY_BOTH and state.receipt is None:
        return _start(state, event, confirmed=False)
    return Move(state)


def received(state: State, event: Event, terms: Terms) -> Move:
    """The day signed for, or the day on which the organ or both sides confirmed."""
    if state.confirmed or state.anew:
        return Move(state)
    return _start(state, event, confirmed=True)


def acknowledged(state: State, event: Event, terms: Terms) -> Move:
    """Where every letter is one for which somebody signs, only the day by which it had come."""
    if any(route is not Route.REGISTERED for route in state.routes):
        return received(state, event, terms)
    if state.receipt is not None:
        return Move(state)
    return _start(state, event, confirmed=False)


def _start(state: State, event: Event, *, confirmed: bool) -> Move:
    day = event.date
    return Move(replace(state, receipt=day, start=day, confirmed=confirmed), Effect.START)


ARTICLES = {
    Route.IN_PERSON: "31(1)",
    Route.REGISTERED: "31(2)",
    Route.POST: "31(2)",
    Route.WEB: "31(3)",
    Route.EMAIL: "31(3)",
    Route.FAX: "31(3)",
}


def article(state: State, event: Event) -> str:
    """By the route of the sending; of a confirmation, by the last one that it can confirm."""
    if event.route:
        return ARTICLES[event.route]
    routes = state.routes
    if event.kind is Kind.ACKNOWLEDGED:
        routes = tuple(route for route in routes if route is not Route.REGISTERED) or routes
    return ARTICLES[routes[-1]]
