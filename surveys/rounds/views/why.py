"""Why a letter is due when it is, in the words of a letter, to be printed as an annex."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys.clock.calendar import Calendars, DayKind
from surveys.guards import guarded, person_of
from surveys.models import CalendarDay, City, InfoRequest
from surveys.permissions import Action
from surveys.rounds.timeline import Timeline, timeline
from surveys.rounds.views.letter import letter_context, letter_of
from surveys.workdays.selectors import area_days, calendars_now, year_sources


@require_safe
@guarded(Action.SEE_ANSWERS)
def letter_why(request: HttpRequest, pk: int) -> HttpResponse:
    """Each step with its article, both due days, the area's own days, and where they come from."""
    letter, calendars = letter_of(pk), calendars_now()
    told = timeline(letter, person_of(request), calendars)
    context = {
        **letter_context(letter),
        "entries": [entry for entry in told.entries if entry.is_read],
        "trouble": told.trouble,
        **_counted(letter, told, calendars),
        "version": calendars.version,
        # An answered letter keeps the day by which it was judged, whatever a newer calendar says.
        "judged": not letter.is_open and letter.calendar != calendars.version,
        "today": timezone.localdate(),
    }
    return render(request, "surveys/rounds/why.html", context)


def _counted(letter: InfoRequest, told: Timeline, calendars: Calendars) -> dict[str, Any]:
    """The days and years that the period runs through; nothing before it has begun."""
    days = [day for day in (letter.due, letter.due_local) if day is not None]
    if told.began is None or not days:
        return {"days": [], "years": [], "began": told.began}
    last = max(days)
    return {
        "began": told.began,
        "days": _days(letter.organ.city, told.began, last),
        "years": year_sources(calendars, told.began.year, last.year),
    }


def _days(city: City, after: datetime.date, until: datetime.date) -> list[dict[str, Any]]:
    return [
        {
            "date": day.date,
            "kind": CalendarDay.Kind(day.kind.value).label,
            "off": day.kind is DayKind.OFF,
            "area": city.label if day.adcode == city.adcode else city.province_label,
            "source": day.source,
        }
        for day in area_days(city.adcode, after, until)
    ]
