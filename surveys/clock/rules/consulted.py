"""Third parties and other organs that are asked for their opinion (Articles 32 to 34)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from surveys.clock.events import Event, Kind
from surveys.clock.flags import Flag
from surveys.clock.period import CONSULTED_DAYS, Terms, due_day, last_paused, stands_still
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
        return self._opened(state, event, terms, received=False)

    def received(self, state: State, event: Event, terms: Terms) -> Move:
        """The pause begins with the arrival, not with the sending, where it is known; of a
        letter that was sent in time by the due day at the latest."""
        known = _first(state, lambda found: found.asked is self.asked and not found.received)
        if known is None:
            return self._opened(state, event, terms, received=True)
        paused = known.paused
        if paused is not None:
            due = due_day(_without(state, known), terms)
            paused = min(event.date, due) if due else event.date
        arrived = Letter(self.asked, event.date, paused, received=True)
        letters = tuple(arrived if found is known else found for found in state.letters)
        return Move(replace(state, letters=letters), Effect.PAUSE if paused else Effect.NONE)

    def answered(self, state: State, event: Event, terms: Terms) -> Move:
        known = _first(state, lambda found: found.asked is self.asked)
        if known is None:
            return Move(state)
        state = letter_closed(state, known, event.date, terms)
        resumes = known.paused is not None and not stands_still(state, terms)
        return Move(state, Effect.RESUME if resumes else Effect.NONE)

    def _opened(self, state: State, event: Event, terms: Terms, *, received: bool) -> Move:
        """A letter after the due day stops nothing: there is no time left to stop."""
        late = is_after_due(state, event, terms)
        paused = None if late or is_before_request(state, event) else event.date
        letter = Letter(self.asked, event.date, paused, received)
        state = flagged(state, *([_LATE[self.asked]] if late else []))
        state = replace(state, letters=(*state.letters, letter))
        return Move(state, Effect.PAUSE if paused else Effect.NONE)


def _first(state: State, wanted: Callable[[Letter], bool]) -> Letter | None:
    return next((letter for letter in state.letters if wanted(letter)), None)


def _without(state: State, letter: Letter) -> State:
    return replace(state, letters=tuple(other for other in state.letters if other is not letter))


def letter_closed(state: State, letter: Letter, day: date, terms: Terms) -> State:
    """Answered, or no longer needed; what it took is not counted, if it stopped the clock."""
    state = _without(state, letter)
    if day > terms.calendar.advance(letter.since, CONSULTED_DAYS):
        state = flagged(state, _OVER[letter.asked])
    if letter.paused is None or day <= letter.paused:
        return state
    bound = last_paused(letter, terms)
    until = min(day, bound) if bound else day
    return replace(state, spans=(*state.spans, Span(letter.paused, until)))


THIRD_PARTY = Consulted(Kind.THIRD_PARTY_SENT)
ORGAN = Consulted(Kind.ORGAN_SENT)
