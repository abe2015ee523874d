"""The facts of late letters, and the drafts made of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from surveys.clock.calendar import Calendars
from surveys.clock.events import Kind
from surveys.clock.remedies import remedy
from surveys.clock.state import Effect
from surveys.models import Edition, Organ, Question
from surveys.models.city import LimitUnit
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.chasing.judged import Judged
from surveys.rounds.chasing.text import LateFacts, reminder_text, telephone_text
from surveys.rounds.letter_clock import LetterClock
from surveys.rounds.parts import asked_questions, questions_of_part
from surveys.rounds.remedies import SILENT

_UNITS = {LimitUnit.WORKING_DAYS: "工作日", LimitUnit.CALENDAR_DAYS: "日"}


class Way(StrEnum):
    """By which an organ is chased."""

    LETTER = "letter"
    TELEPHONE = "telephone"


WAYS: dict[Way, Promise] = {
    Way.LETTER: gettext_lazy("Reminder letter"),
    Way.TELEPHONE: gettext_lazy("Telephone script"),
}
_TEXTS = {Way.LETTER: reminder_text, Way.TELEPHONE: telephone_text}


@dataclass(frozen=True)
class Draft:
    judged: Judged
    facts: LateFacts
    text: str

    @property
    def lines(self) -> int:
        """How high a field shows all of it: long paragraphs take several lines."""
        return sum(1 + len(line) // 45 for line in self.text.splitlines())


def drafts(
    rows: Iterable[Judged], way: Way, today: datetime.date, calendars: Calendars
) -> list[Draft]:
    """Of those that are late; the questions of all in one query."""
    late = [row for row in rows if not row.refusal]
    asked = asked_questions() if late else []
    return [_draft(row, way, asked, today, calendars) for row in late]


def _draft(
    row: Judged, way: Way, asked: list[Question], today: datetime.date, calendars: Calendars
) -> Draft:
    letter, found, last = row.letter, row.found, row.last_due
    if found is None or last is None or found.sent_on is None:
        raise ValueError(f"letter {letter.pk} is not late")
    organ, consultation = letter.organ, letter.channel == Channel.CONSULTATION
    calendar = calendars.area(organ.city.adcode) or calendars.nation
    effects = {step.effect for _row, step in found.rows if step is not None}
    facts = LateFacts(
        organ=organ.name,
        consultation=consultation,
        questions=tuple(row.name_zh for row in questions_of_part(letter.part, asked)),
        route=_route(found),
        number=letter.number,
        sent_on=found.sent_on,
        received_on=found.received_on,
        corrected_on=_corrected_on(found),
        extension=_extension(found),
        paused=Effect.RESUME in effects,
        due=found.due,
        due_local=found.due_local,
        days_late=(today - last).days if consultation else calendar.count(last, today),
        own_limit=_own_limit(organ),
        reconsideration_by=None if consultation else _reconsideration_by(found, today),
        reminded=row.reminded,
        today=today,
    )
    return Draft(row, facts, _TEXTS[way](facts))


def _route(found: LetterClock) -> str:
    routes = [row.route for row, _step in found.rows if row.kind == EventKind.SUBMITTED]
    return routes[-1] if routes else ""


def _corrected_on(found: LetterClock) -> datetime.date | None:
    """The day from which the period was counted anew."""
    days = [
        row.date
        for row, step in found.rows
        if step is not None and step.effect is Effect.RESTART and step.event.kind is Kind.CORRECTED
    ]
    return days[-1] if days else None


def _extension(found: LetterClock) -> int:
    return sum(
        row.days or 0
        for row, step in found.rows
        if step is not None and step.effect is Effect.EXTEND
    )


def _own_limit(organ: Organ) -> str:
    if not organ.limit_days:
        return ""
    return f"{organ.limit_days}个{_UNITS[LimitUnit(organ.limit_unit)]}，{organ.limit_source}"


def _reconsideration_by(found: LetterClock, today: datetime.date) -> datetime.date | None:
    """Against silence, from the earlier due day; nothing once it is over."""
    on = found.due or found.due_local
    by = remedy(SILENT, on).reconsideration_by if on is not None else None
    return by if by is not None and by >= today else None


def drafts_address(edition: Edition, keys: Iterable[str | int], way: Way, back: str = "") -> str:
    """Of the page that drafts for the letters with these keys, chosen on the board at `back`."""
    pairs = [*(("letter", key) for key in keys), ("way", way.value)]
    query = urlencode([*pairs, ("back", back)] if back else pairs)
    return f"{reverse('chase', args=[edition.code])}?{query}"
