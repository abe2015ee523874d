"""The period for the reply: how long it is, and the day on which it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveys.clock.calendar import Calendar
from surveys.clock.events import Kind
from surveys.clock.state import Letter, Span, State

REPLY_DAYS = 20  # Article 33
EXTENSION_DAYS = 20  # Article 33, all extensions together
CORRECTION_DAYS = 7  # Article 30
CONSULTED_DAYS = 15  # Articles 32 and 34
PAYMENT_DAYS = 20  # 国办函〔2020〕109号


@dataclass(frozen=True)
class Terms:
    """What a request is counted by. `third_party_cap`, in working days, bounds the time that is
    not counted for a third party; Article 33 names no bound."""

    calendar: Calendar
    third_party_cap: int | None = None


def stands_still(state: State, terms: Terms) -> bool:
    """Whether a correction, a payment or somebody's answer is waited for, so that nobody can
    say yet on which day the period ends."""
    waits = any(last_paused(letter, terms) is None for letter in state.letters if not letter.void)
    return state.correcting or state.paying or waits


def due_day(state: State, terms: Terms) -> date | None:
    """The last working day of the period, which the day of `start` does not count in; None as
    long as it has not begun or stands still.

    Time for third parties and other organs is added in working days (Article 33), so that a
    pause moves the day by what it took, wherever its ends fall in the week.
    """
    if state.start is None or stands_still(state, terms):
        return None
    waiting = [
        Span(letter.since, until)
        for letter in state.letters
        if not letter.void and (until := last_paused(letter, terms))
    ]
    paused = paused_days((*state.spans, *waiting), state.start, terms.calendar)
    return terms.calendar.advance(state.start, REPLY_DAYS + state.extension + paused)


def last_paused(letter: Letter, terms: Terms) -> date | None:
    """The last day that a letter can stop the clock, answered or not; None where nothing bounds
    it."""
    if letter.asked is not Kind.THIRD_PARTY_SENT or terms.third_party_cap is None:
        return None
    return terms.calendar.advance(letter.since, terms.third_party_cap)


def paused_days(spans: Iterable[Span], start: date, calendar: Calendar) -> int:
    """Working days of the period in which it stood still, each once however many spans hold
    it."""
    total, reached = 0, start
    for span in sorted(spans, key=lambda span: (span.after, span.until)):
        total += calendar.count(max(span.after, reached), span.until)
        reached = max(reached, span.until)
    return total
