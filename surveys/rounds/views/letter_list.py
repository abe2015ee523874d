"""The letters of one city by what is kept in their rows; those of all cities are the board's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys.guards import guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import InfoRequest, Question
from surveys.paging import page_of
from surveys.permissions import Action, can
from surveys.places.names import reads_english
from surveys.rounds.clock_words import short_flags
from surveys.rounds.parts import part_words
from surveys.rounds.services.letter_state import overdue_on
from surveys.rounds.what_worked import what_worked


@dataclass(frozen=True)
class Line:
    letter: InfoRequest
    part: str
    flags: list[str]
    overdue: bool


@require_safe
@guarded(Action.SEE_ANSWERS)
def letter_list(request: HttpRequest, edition: str) -> HttpResponse:
    """Where the list of all letters was: the board's, narrowed as the address says."""
    row, query = edition_of(edition), request.GET.copy()
    query["preset"] = "letters"
    return redirect(f"{reverse('board', args=[row.code])}?{query.urlencode()}")


@require_safe
@guarded(Action.SEE_ANSWERS)
def city_letters(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """All letters to organs of one city, and by organ how those of all years went."""
    row, city, today = edition_of(edition), city_of(adcode), timezone.localdate()
    rows = _ordered(InfoRequest.objects.filter(round__edition=row, organ__city=city))
    page, person = page_of(request, rows), person_of(request)
    organs, older = what_worked(row, city, person)
    context = {
        "edition": row,
        "city": city,
        "organs": organs,
        "older": older,
        "page": page,
        "lines": lines(page.object_list, today),
        "several": row.rounds.count() > 1,
        "writes": row.code if can(person_of(request), Action.LOG_REPLY, row) else "",
    }
    return render(request, "surveys/rounds/city_letters.html", context)


def lines(letters: Iterable[InfoRequest], today: datetime.date) -> list[Line]:
    """With words; the questions' names in one query."""
    rows = list(letters)
    field = "name_en" if reads_english() else "name_zh"
    names = dict(Question.objects.values_list("code", field)) if rows else {}
    return [
        Line(row, part_words(row.part, names), short_flags(row.flags), overdue_on(row, today))
        for row in rows
    ]


def _ordered(rows: QuerySet[InfoRequest]) -> QuerySet[InfoRequest]:
    rows = rows.select_related("organ__city", "outcome", "round")
    return rows.order_by("-is_open", F("due").asc(nulls_last=True), "pk")
