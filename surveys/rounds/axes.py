"""How a letter was answered in time and in what way, by its clock: shown to who judges the reply,
typed by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent
from surveys.models import City, Edition, InfoRequest
from surveys.models.request_event import EventKind
from surveys.rounds.letter_clock import LetterClock, letter_clock
from surveys.workdays.selectors import calendars_now

_S = InfoRequest.Status


@dataclass(frozen=True)
class Axes:
    """Of one letter: `timeliness` and `outcome` in words."""

    letter: InfoRequest
    timeliness: str
    outcome: str


def axes_of(edition: Edition, city: City, today: date) -> list[Axes]:
    """Of every letter to the city that was tried, the first sent first: three queries."""
    rows = InfoRequest.objects.filter(round__edition=edition, organ__city=city)
    rows = rows.exclude(status__in=(_S.DRAFT, _S.READY)).order_by("sent_on", "pk")
    found = list(rows.select_related("organ__city", "outcome").prefetch_related("history"))
    return list(_axes(found, calendars_now(), today)) if found else []


def _axes(letters: list[InfoRequest], calendars: Calendars, today: date) -> Iterator[Axes]:
    for letter in letters:
        try:
            found = letter_clock(letter, letter.history.all(), calendars)
        except BadEvent:
            continue
        words = timeliness_words(found, calendars, letter.organ.city.adcode, today)
        yield Axes(letter, words, letter.outcome.name if letter.outcome else "")


def timeliness_words(found: LetterClock, calendars: Calendars, adcode: str, today: date) -> str:
    """By the later of both due days, as the board calls letters late; a letter whose due day
    nobody knows, as most consultations, says so."""
    if found.status in (_S.REFUSED_INTAKE, _S.NO_CHANNEL):
        return _("refused")
    days = [day for day in (found.due, found.due_local) if day is not None]
    answered = found.status == _S.REPLIED
    if not days:
        return _("answered, no due day known") if answered else _("not due")
    judged, due = found.judged_on if answered else None, max(days)
    if judged is None:
        return _("not due") if today <= due else _("silent")
    if judged > due:
        calendar = calendars.area(adcode) or calendars.nation
        late = max(calendar.count(due, judged), 1)
        return ngettext("late by %(n)d working day", "late by %(n)d working days", late) % {
            "n": late
        }
    extended = any(row.kind == EventKind.EXTENDED for row, _step in found.rows)
    return _("extended, on time") if extended else _("on time")
