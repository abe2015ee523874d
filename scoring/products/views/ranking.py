from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.filters import PublishedFilter, RankingFilter
from scoring.models import Indicator, PublishedRank, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.products.appendix import appendix_export
from scoring.runs.lookup import bases_of, basis_of, basis_of_file
from scoring.runs.rank_rows import domain_gaps, rank_rows
from scoring.runs.selectors import newest_run, ranking, run_is_behind
from scoring.words.reasons import kept_words
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.permissions import Action

# Each column's key, its heading, and a short one for narrow screens.
HEADINGS = (
    ("composite", gettext_lazy("Composite"), pgettext_lazy("short heading", "Composite")),
    ("resource", gettext_lazy("Resource endowment"), pgettext_lazy("short heading", "Resource")),
    (
        "management",
        gettext_lazy("Government management"),
        pgettext_lazy("short heading", "Management"),
    ),
    (
        "compensation",
        gettext_lazy("Ecological compensation"),
        pgettext_lazy("short heading", "Compens."),
    ),
    ("market", gettext_lazy("Market value realisation"), pgettext_lazy("short heading", "Market")),
)
COVERAGE = ("coverage", gettext_lazy("Data coverage"), pgettext_lazy("short heading", "Data"))
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
    total = Indicator.objects.count()
    rows = rank_rows(found.qs, total)
    return {
        **_columns(request, (*HEADINGS, COVERAGE)),
        "filter": found,
        "rows": rows,
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
        **_columns(request, HEADINGS),
        "edition": edition,
        "filter": found,
        "rows": [(row.city, [getattr(row, name) for name in SCORED_FIELDS]) for row in found.qs],
    }
    return render(request, "scoring/products/ranking_published.html", context)


def _columns(request: HttpRequest, headings: tuple[tuple[str, Any, Any], ...]) -> dict[str, Any]:
    """Headings with the sort key that a click on each asks for, and which one is in force."""
    now = request.GET.get("sort", "") or "composite"
    city = [("name", _("City"), ""), ("province", _("Province"), "")]
    return {
        "places": [_column(now, *heading) for heading in city],
        "columns": [_column(now, *heading) for heading in headings],
        "narrowed": any(request.GET.get(name) for name in FILTERS),
    }


def _column(now: str, key: str, label: object, short: object) -> dict[str, object]:
    return {
        "key": key,
        "label": label,
        "short": short or label,
        "next": f"-{key}" if now == key else key,
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
