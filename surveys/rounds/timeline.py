"""A letter's events as its page tells them, each with what it did to the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent, Kind
from surveys.clock.fold import Step
from surveys.clock.state import Effect
from surveys.models import Evidence, InfoRequest, RequestEvent, User
from surveys.models.request import Channel
from surveys.permissions import visible_evidence
from surveys.rounds.clock_words import article_words, effect_words, event_words
from surveys.rounds.letter_clock import LetterClock, in_order, letter_clock
from surveys.rounds.missing_step import bad_event_words

# From the day after one of these, the period is counted.
_BEGINS = frozenset({Effect.START, Effect.RESTART})


@dataclass(frozen=True)
class Entry:
    """One event in words; `effect` and `due` are empty for what the clock does not read.
    `document` is there only for who may open it."""

    event: RequestEvent
    words: str
    article: str
    effect: str
    due: date | None
    is_read: bool
    document: Evidence | None

    @property
    def struck(self) -> bool:
        return self.event.struck_at is not None


@dataclass(frozen=True)
class Timeline:
    """`found` is None, and `trouble` says why, where the stored events cannot be counted."""

    entries: tuple[Entry, ...]
    found: LetterClock | None
    trouble: str = ""

    @property
    def began(self) -> date | None:
        """The day that the period is counted from, itself not counted."""
        days = [
            row.date
            for row, step in (self.found.rows if self.found else ())
            if step is not None and step.effect in _BEGINS
        ]
        return days[-1] if days else None


def timeline(letter: InfoRequest, person: User, calendars: Calendars) -> Timeline:
    """In the order of their days, struck ones among them: three queries."""
    names = ("entered_by", "struck_by", "outcome", "reply")
    rows = list(letter.history.select_related(*names))
    documents = _documents(rows, person)
    try:
        found = letter_clock(letter, rows, calendars)
    except BadEvent as error:
        entries = tuple(_entry(letter, row, None, documents) for row in in_order(rows))
        return Timeline(entries, None, bad_event_words(error))
    steps = {row.pk: step for row, step in found.rows}
    return Timeline(
        tuple(_entry(letter, row, steps.get(row.pk), documents) for row in in_order(rows)), found
    )


def _documents(rows: Iterable[RequestEvent], person: User) -> dict[int, Evidence]:
    keys = [row.document_id for row in rows if row.document_id]
    return visible_evidence(person).in_bulk(keys) if keys else {}


def _entry(
    letter: InfoRequest, row: RequestEvent, step: Step | None, documents: dict[int, Evidence]
) -> Entry:
    return Entry(
        event=row,
        words=event_words(row),
        article=article_words(step.article) if step else "",
        effect=_effect(letter, step) if step else "",
        due=step.due if step else None,
        is_read=step is not None,
        document=documents.get(row.document_id or 0),
    )


def _effect(letter: InfoRequest, step: Step) -> str:
    """Of a consultation nothing where no limit is known, and its sending alone begins one."""
    words = effect_words(step.effect, letter.channel)
    if letter.channel != Channel.CONSULTATION:
        return words
    idle = step.effect is Effect.START and step.event.kind is not Kind.SUBMITTED
    return "" if idle or not letter.organ.limit_days else words
