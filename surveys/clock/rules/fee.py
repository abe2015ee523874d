"""Fee notices (Article 42; 国办函〔2020〕109号)."""

from __future__ import annotations

from dataclasses import replace

from surveys.clock.events import Event, Kind
from surveys.clock.flags import Flag
from surveys.clock.period import PAYMENT_DAYS, Terms
from surveys.clock.rules.rule import Move, flagged, is_after_due, is_before_request
from surveys.clock.state import Effect, State


def notice(state: State, event: Event, terms: Terms) -> Move:
    """Within the period; then nothing runs until the payment."""
    if state.fee_notices:
        state = flagged(state, Flag.FEE_NOTICE_REPEATED)
    late = is_after_due(state, event, terms)
    void = late or state.paying or is_before_request(state, event)
    state = replace(state, fee_notices=state.fee_notices + 1)
    if late:
        state = flagged(state, Flag.FEE_NOTICE_LATE)
    return Move(state) if void else Move(replace(state, paying=True), Effect.PAUSE)


def notice_received(state: State, event: Event, terms: Terms) -> Move:
    """Payment is due within twenty working days from the day after; of a notice whose date
    nobody noted, its arrival stands for it."""
    move = Move(state) if state.fee_notices else notice(state, event, terms)
    state = move.state
    if state.paying and state.pay_by is None:
        state = replace(state, pay_by=terms.calendar.advance(event.date, PAYMENT_DAYS))
    return Move(state, move.effect)


def paid(state: State, event: Event, terms: Terms) -> Move:
    """The whole period from the day after; too late, the request ended when nobody paid."""
    if not state.paying:
        return Move(state)
    if state.pay_by is not None and event.date > state.pay_by:
        return Move(replace(flagged(state, Flag.PAYMENT_LATE), end=Kind.PAID), Effect.END)
    state = replace(state, paying=False, pay_by=None, start=event.date, anew=True)
    return Move(state, Effect.RESTART)
