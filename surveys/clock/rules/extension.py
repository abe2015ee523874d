"""Extensions of the period (Article 33)."""

from __future__ import annotations

from dataclasses import replace

from surveys.clock.events import Event
from surveys.clock.flags import Flag
from surveys.clock.period import EXTENSION_DAYS, Terms
from surveys.clock.rules.rule import Move, flagged, is_after_due, is_before_request
from surveys.clock.state import Effect, State


def extended(state: State, event: Event, terms: Terms) -> Move:
    """By at most twenty working days in all, told by the due day; any other notice is flagged
    and moves nothing, not even as far as would be lawful."""
    flags = set()
    if is_after_due(state, event, terms):
        flags.add(Flag.EXTENSION_LATE)
    if state.extension + event.days > EXTENSION_DAYS:
        flags.add(Flag.EXTENSION_OVER_CAP)
    if flags or is_before_request(state, event):
        return Move(flagged(state, *flags))
    return Move(replace(state, extension=state.extension + event.days), Effect.EXTEND)
