"""Third parties and other organs that are asked for their opinion (Articles 32 to 34)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from surveys.clock.events import Event, Kind
from surveys.clock.flags import Flag
from surveys.clock.period import CONSULTED_DAYS, Terms, last_paused, stands_still
from surveys.clock.rules.rule import Move, flagged, is_after_due, is_before_request
from surveys.clock.state import Effect, Letter, Span, State

_LATE = {Kind.THIRD_PARTY_SENT: Flag.THIRD_PARTY_LATE, Kind.ORGAN_SENT: Flag.ORGAN_LATE}
_OVER = {Kind.THIRD_PARTY_SENT: Flag.THIRD_PARTY_OVER_15, Kind.ORGAN_SENT: Flag.ORGAN_OVER_15}


@dataclass(frozen=True)
class Consulted:
    """The rules of one side that is asked; `asked` is the kind of its letter.

    Letters carry no names: an arrival is that of the first letter not known to have arrived,
    an answer that of the first without one, and the clock goes on once all are answered.
    """

    asked: Kind

    def sent(self, state: State, event: Event, terms: Terms) -> Move:
        return self._opened(state, Letter(self.asked, event.date), event, terms)

    def received(self, state: State, event: Event, terms: Terms) -> Move:
        """The pause begins with the arrival, not with the sending, where it is known."""
        known = _first(state, lambda found: found.asked is self.asked and not found.received)
        if known is not None:
            letters = tuple(letter for letter in state.letters if letter is not known)
            state = replace(state, letters=letters)
        letter = Letter(self.asked, event.date, received=True, void=bool(known and known.void))
        return self._opened(state, letter, event, terms)

    def answered(self, state: State, event: Event, terms: Terms) -> Move:
        known = _first(state, lambda found: found.asked is self.asked)
        if known is None or known.void:
            return Move(letter_closed(state, known, event.date, terms) if known else state)
        state = letter_closed(state, known, event.date, terms)
        return Move(state, Effect.NONE if stands_still(state, terms) else Effect.RESUME)

    def _opened(self, state: State, letter: Letter, event: Event, terms: Terms) -> Move:
        """A letter after the due day stops nothing: there is no time left to stop."""
        if is_after_due(state, event, terms):
            state, letter = flagged(state, _LATE[self.asked]), replace(letter, void=True)
        if is_before_request(state, event):
            letter = replace(letter, void=True)
        state = replace(state, letters=(*state.letters, letter))
        return Move(state, Effect.NONE if letter.void else Effect.PAUSE)


def _first(state: State, wanted: Callable[[Letter], bool]) -> Letter | None:
    return next((letter for letter in state.letters if wanted(letter)), None)


def letter_closed(state: State, letter: Letter, day: date, terms: Terms) -> State:
    """Answered, or no longer needed; what it took is not counted, unless it is void."""
    letters = tuple(other for other in state.letters if other is not letter)
    state = replace(state, letters=letters)
    if day > terms.calendar.advance(letter.since, CONSULTED_DAYS):
        state = flagged(state, _OVER[letter.asked])
    if letter.void or day <= letter.since:
        return state
    bound = last_paused(letter, terms)
    until = min(day, bound) if bound else day
    return replace(state, spans=(*state.spans, Span(letter.since, until)))


THIRD_PARTY = Consulted(Kind.THIRD_PARTY_SENT)
ORGAN = Consulted(Kind.ORGAN_SENT)
