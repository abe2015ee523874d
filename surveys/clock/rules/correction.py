"""Notices that ask for a correction of the request (Article 30)."""

from __future__ import annotations

from dataclasses import replace

from surveys.clock.events import Event
from surveys.clock.flags import Flag
from surveys.clock.period import CORRECTION_DAYS, Terms
from surveys.clock.rules.rule import Move, flagged, is_before_request
from surveys.clock.state import Effect, State


def notice(state: State, event: Event, terms: Terms) -> Move:
    """Once, and within seven working days of the receipt; then nothing runs until the
    correction is received. Any other notice is flagged and moves nothing."""
    flags = set()
    if state.corrections:
        flags.add(Flag.CORRECTION_REPEATED)
    receipt = state.receipt
    if receipt and event.date > terms.calendar.advance(receipt, CORRECTION_DAYS):
        flags.add(Flag.CORRECTION_LATE)
    void = bool(flags) or is_before_request(state, event)
    state = flagged(replace(state, corrections=state.corrections + 1), *flags)
    return Move(state) if void else Move(replace(state, correcting=True), Effect.PAUSE)


def corrected(state: State, event: Event, terms: Terms) -> Move:
    """The whole period from the day after, extensions included; nothing after a notice that
    moved nothing."""
    if not state.correcting:
        return Move(state)
    state = replace(state, correcting=False, start=event.date, anew=True)
    return Move(state, Effect.RESTART)
