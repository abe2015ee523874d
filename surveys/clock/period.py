"""The period for the reply: how long it is, and the day on which it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

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
    waits = any(letter.paused and not last_paused(letter, terms) for letter in state.letters)
    return state.correcting or state.paying or waits


def due_day(state: State, terms: Terms) -> date | None:
    """The last working day of the period, which the day of `start` does not count in; None as
    long as it has not begun or stands still.

    Time for third parties and other organs is added in working days (Article 33), so that a
    pause moves the day by what it took, wherever its ends fall in the week. Where no day was
    left when it began, the day of the answer is the last, or the first working day after.
    """
    if state.start is None or stands_still(state, terms):
        return None
    waiting = [
        Span(letter.paused, until)
        for letter in state.letters
        if letter.paused and (until := last_paused(letter, terms))
    ]
    spans, calendar = (*state.spans, *waiting), terms.calendar
    paused = paused_days(spans, state.start, calendar)
    due = calendar.advance(state.start, REPLY_DAYS + state.extension + paused)
    if not spans:
        return due
    resumed = max(span.until for span in spans)
    return max(due, calendar.advance(resumed - timedelta(days=1), 1))


def last_paused(letter: Letter, terms: Terms) -> date | None:
    """The last day on which a letter can stop the clock, answered or not; None where nothing
    bounds it, or where it stops nothing."""
    cap = terms.third_party_cap
    if letter.paused is None or cap is None or letter.asked is not Kind.THIRD_PARTY_SENT:
        return None
    return terms.calendar.advance(letter.paused, cap)


def paused_days(spans: Iterable[Span], start: date, calendar: Calendar) -> int:
    """Working days of the period in which it stood still, each once however many spans hold
    it."""
    total, reached = 0, start
    for span in sorted(spans, key=lambda span: (span.after, span.until)):
        total += calendar.count(max(span.after, reached), span.until)
        reached = max(reached, span.until)
    return total
