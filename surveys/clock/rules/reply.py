"""What ends a request: a reply (Article 33), or its withdrawal."""

from __future__ import annotations

from dataclasses import replace

from surveys.clock.events import Event, Kind
from surveys.clock.flags import Flag
from surveys.clock.period import Terms
from surveys.clock.rules.consulted import letter_closed
from surveys.clock.rules.rule import Move, flagged
from surveys.clock.state import Effect, State


def replied(state: State, event: Event, terms: Terms) -> Move:
    """Of a posted reply the day of the letter or of its arrival; the postmark judges it. A
    later reply changes nothing."""
    if state.end is Kind.POSTED:
        return Move(replace(state, end=Kind.REPLIED), Effect.END)
    return _ended(state, event, terms)


def posted(state: State, event: Event, terms: Terms) -> Move:
    """A posted reply counts on the day on which it is handed to the post, whatever the letter
    says and whenever it comes."""
    if state.end is Kind.REPLIED and not state.postmarked:
        return Move(replace(state, judged=event.date, postmarked=True), Effect.END)
    if state.end is not None:
        return Move(state)
    return _ended(replace(state, postmarked=True), event, terms)


def portal_answered(state: State, event: Event, terms: Terms) -> Move:
    """A reply on the day on which it stands in the portal, flagged, since nobody was told."""
    return _ended(flagged(state, Flag.PORTAL_ONLY), event, terms)


def withdrawn(state: State, event: Event, terms: Terms) -> Move:
    return Move(replace(state, end=event.kind), Effect.END)


def _ended(state: State, event: Event, terms: Terms) -> Move:
    """Whoever replies needs no answer any more, of third parties or other organs."""
    if state.end is not None:
        return Move(state)
    for letter in state.letters:
        state = letter_closed(state, letter, event.date, terms)
    return Move(replace(state, end=event.kind, judged=event.date), Effect.END)
