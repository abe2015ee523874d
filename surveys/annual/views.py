"""Organs' own annual tables beside our letters: all of an edition, and those of one city."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.annual.forms import AnnualForm, as_typed
from surveys.annual.layout import COLUMNS
from surveys.annual.selectors import beside_letters, tables_of
from surveys.annual.services import TableRefused, annual_table_store
from surveys.annual.words import column_words
from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import City, Edition
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action, can, require

MOST_FOUND = 12


@require_safe
@guarded(Action.SEE_ANSWERS)
def annual_list(request: HttpRequest, edition: str) -> HttpResponse:
    """Every table of the edition, with what contradicts it; `q` finds a city, whose page takes
    further ones."""
    row, text = edition_of(edition), request.GET.get("q", "")
    found = list(City.objects.matching(text)[:MOST_FOUND])
    if len(found) == 1:
        return redirect("annual-city", row.code, found[0].adcode)
    page = page_of(request, tables_of(row))
    context = {
        "edition": row,
        "q": text,
        "found": found,
        "page": page,
        "tables": beside_letters(row, list(page.object_list)),
    }
    return render(request, "surveys/annual/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.SEE_ANSWERS)
def annual_city(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """The tables of a city's organs; who logs replies enters them. A refused one stays as it was
    typed, and nothing of it is stored."""
    row, city = edition_of(edition), city_of(adcode)
    if request.method != "POST":
        return _city_page(request, row, city)
    require(request.user, Action.LOG_REPLY)
    form = AnnualForm(request.POST, request.FILES, city=city)
    if form.is_valid():
        try:
            _store(request, row, form)
        except Refused as refusal:
            if form.cleaned_data["file"] and refusal.field in ("pasted", "files"):
                form.add_error("file", refusal.message)
            else:
                show_refusal(form, refusal)
            return _city_page(request, row, city, form, status=refusal.status)
        messages.success(request, _("The table is kept."))
        return redirect("annual-city", row.code, city.adcode)
    return _city_page(request, row, city, form, status=422)


def _store(request: HttpRequest, edition: Edition, form: AnnualForm) -> None:
    if form.is_empty:
        raise Refused(_("Nothing was typed: fill the table in, or paste it."), field="pasted")
    cells, unread = form.read()
    if unread:
        raise TableRefused(unread)
    data = form.cleaned_data
    annual_table_store(
        actor=person_of(request),
        edition=edition,
        organ=data["organ"],
        year=data["year"],
        cells=cells,
        source=data["source"],
        revision=data["revision"] or 0,
        this_year=timezone.localdate().year,
    )


def _city_page(
    request: HttpRequest,
    edition: Edition,
    city: City,
    form: AnnualForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tables = list(tables_of(edition, city))
    writes = can(person_of(request), Action.LOG_REPLY, edition)
    context: dict[str, Any] = {
        "edition": edition,
        "city": city,
        "tables": beside_letters(edition, tables),
        "columns": [column_words(column) for column in COLUMNS],
    }
    if writes:
        changed = whole_number(request.GET.get("change", ""))
        old = next((table for table in tables if table.pk == changed), None)
        year = min(edition.year, timezone.localdate().year - 1)
        initial: dict[str, Any] = {"year": year, "revision": 0}
        if old is not None:
            names = ("organ", "year", "source", "revision")
            facts = {name: getattr(old, name) for name in names}
            initial = {**facts, **as_typed(old.cells)}
        context["form"] = form or AnnualForm(city=city, initial=initial)
        context["changed"] = old
    return render(request, "surveys/annual/city.html", context, status=status)
