from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.models import Indicator, PublishedRank, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.products.appendix import appendix_export
from scoring.products.filters import PublishedFilter, RankingFilter
from scoring.products.rank_columns import RankColumn, page_columns, published_columns
from scoring.runs.lookup import bases_of, basis_of, basis_of_file
from scoring.runs.rank_rows import domain_gaps, rank_rows
from scoring.runs.selectors import newest_run, ranking, run_is_behind
from scoring.words.reasons import kept_words
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.permissions import Action
from surveys.sheets.columns import page_cells

FILTERS = ("q", "province", "region", "level", "coverage")


@require_safe
@guarded(Action.SEE_RESULTS)
def ranking_page(request: HttpRequest, edition: str) -> HttpResponse:
    """All cities of the newest run, sorted and narrowed by the address."""
    row = edition_of(edition)
    if row.ranks_only:
        return _published(request, row)
    basis = basis_of(request)
    run = newest_run(row, basis)
    fault = row.faults.filter(basis=basis.value).first()
    context = {
        "edition": row,
        "basis": basis,
        "bases": bases_of(request),
        "run": run,
        "behind": run_is_behind(row, run),
        "fault_said": kept_words(fault.code, fault.details) if fault else "",
        "state_url": f"{reverse('ranking-state', args=[row.code])}?basis={basis}"
        f"&seen={run.pk if run else 0}",
    }
    if run is not None:
        context |= _table(request, run) if run.cities_ranked else _nothing_ranked(request, row, run)
    return render(request, "scoring/products/ranking.html", context)


def _table(request: HttpRequest, run: ScoreRun) -> dict[str, Any]:
    found = RankingFilter(request.GET, queryset=ranking(run))
    columns = page_columns()
    rows = rank_rows(found.qs, Indicator.objects.count())
    return {
        **_columns(request, columns),
        "filter": found,
        "rows": rows,
        "table": [(row.city, page_cells(columns, row)) for row in rows],
        "low": sum(row.coverage.is_low for row in rows),
    }


def _nothing_ranked(request: HttpRequest, edition: Edition, run: ScoreRun) -> dict[str, Any]:
    """Why there is no rank: what has a value at all, and whether the other basis knows more."""
    other = next((basis for basis in bases_of(request) if basis != run.basis), None)
    found = newest_run(edition, other) if other else None
    return {
        "gaps": domain_gaps(run),
        "other": other,
        "other_ranked": found.cities_ranked if found else 0,
    }


def _published(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = PublishedRank.objects.filter(edition=edition).select_related("city")
    found = PublishedFilter(request.GET, queryset=rows.order_by("composite"))
    context = {
        **_columns(request, published_columns()),
        "edition": edition,
        "filter": found,
        "rows": [(row.city, [getattr(row, name) for name in SCORED_FIELDS]) for row in found.qs],
    }
    return render(request, "scoring/products/ranking_published.html", context)


def _columns(request: HttpRequest, columns: list[RankColumn]) -> dict[str, Any]:
    """Headings with the sort key that a click on each asks for, and which one is in force."""
    now = request.GET.get("sort", "") or "composite"
    city = [("name", _("City")), ("province", _("Province"))]
    return {
        "places": [_heading(now, name, words, "", sortable=True) for name, words in city],
        "columns": [
            _heading(now, column.name, column.words, column.short, sortable=bool(column.sorted_by))
            for column in columns
        ],
        "narrowed": any(request.GET.get(name) for name in FILTERS),
    }


def _heading(
    now: str, key: str, label: object, short: object, *, sortable: bool
) -> dict[str, object]:
    return {
        "label": label,
        "short": short or label,
        "next": (f"-{key}" if now == key else key) if sortable else "",
        "order": {key: "ascending", f"-{key}": "descending"}.get(now, ""),
    }


@require_safe
@guarded(Action.SEE_RESULTS)
def ranking_state(request: HttpRequest, edition: str) -> HttpResponse:
    """A fragment that polls while a newer run is under way and reloads the page with it."""
    row = edition_of(edition)
    basis = basis_of(request)
    run = newest_run(row, basis)
    seen = request.GET.get("seen", "")
    if run is not None and str(run.pk) != seen:
        return HttpResponseClientRefresh()
    context = {
        "edition": row,
        "run": run,
        "behind": run_is_behind(row, run),
        "state_url": request.get_full_path(),
    }
    return render(request, "scoring/products/_run_state.html", context)


@require_safe
@guarded(Action.EXPORT)
def appendix(request: HttpRequest, edition: str, extension: str) -> HttpResponse:
    """The appendix of the newest run as a download."""
    row = edition_of(edition)
    run = newest_run(row, basis_of_file(request))
    if run is None or extension not in FORMATS:
        raise Http404(_("There is no run to export yet."))
    return download(appendix_export(run, extension))
