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
from scoring.models import Basis, ScoreRun
from scoring.products.appendix import appendix_export
from scoring.products.ranking_part import published_part, ranking_part
from scoring.products.scores_table import scores_export
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition, facts_of_heading, facts_of_run
from scoring.runs.lookup import bases_of, basis_of, basis_of_file
from scoring.runs.rank_rows import domain_gaps
from scoring.runs.selectors import newest_run, run_is_behind
from scoring.words.reasons import kept_words
from surveys.errors import Refused
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def ranking_page(request: HtmxRequest, edition: str) -> HttpResponse:
    """All cities of the newest run, sorted and narrowed by the address."""
    row = edition_of(edition)
    if row.ranks_only:
        return _published(request, row)
    basis = basis_of(request)
    run, fault = newest_run(row, basis), row.faults.filter(basis=basis.value).first()
    other = _other_run(request, run) if run and not run.cities_ranked else None
    behind = run_is_behind(row, run)
    facts = (
        *(facts_of_heading(row), facts_of_run(run), facts_of_run(other), behind),
        (fault.pk, fault.inputs_version, fault.code, fault.details) if fault else None,
    )

    def context() -> dict[str, Any]:
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "run": run,
            "behind": behind,
            "fault_said": kept_words(fault.code, fault.details) if fault else "",
            "state_url": f"{reverse('ranking-state', args=[row.code])}?basis={basis}"
            f"&seen={run.pk if run else 0}",
            **_content(request, run, other),
        }

    return result_page(request, "scoring/products/ranking.html", facts, context, basis=basis)


def _content(request: HttpRequest, run: ScoreRun | None, other: ScoreRun | None) -> dict[str, Any]:
    if run is None:
        return {}
    if run.cities_ranked:
        return {"body": ranking_part(run, request.GET).rendered()}
    # Why there is no rank: what has a value at all, and whether the other basis knows more.
    return {
        "gaps": domain_gaps(run),
        "other": Basis(other.basis) if other else None,
        "other_ranked": other.cities_ranked if other else 0,
    }


def _other_run(request: HttpRequest, run: ScoreRun) -> ScoreRun | None:
    """The newest run of the other basis, where this person may see it."""
    other = next((basis for basis in bases_of(request) if basis != run.basis), None)
    return newest_run(run.edition, other) if other else None


def _published(request: HtmxRequest, edition: Edition) -> HttpResponse:
    facts = (facts_of_edition(edition),)

    def context() -> dict[str, Any]:
        return {"edition": edition, "body": published_part(edition, request.GET).rendered()}

    template = "scoring/products/ranking_published.html"
    return result_page(request, template, facts, context, basis=Basis.APPROVED)


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
    return render(request, "scoring/products/ranking.html#state", context)


@require_safe
@guarded(Action.EXPORT)
def appendix(request: HttpRequest, edition: str, extension: str) -> HttpResponse:
    """The appendix of the newest run as a download."""
    row = edition_of(edition)
    run = newest_run(row, basis_of_file(request))
    if run is None or extension not in FORMATS:
        raise Http404(_("There is no run to export yet."))
    return download(appendix_export(run, extension))


@require_safe
@guarded(Action.EXPORT)
def scores(request: HttpRequest, edition: str, extension: str) -> HttpResponse:
    """Ranks and scores of the newest run as a download: the cities that the address narrows the
    list to, in its order."""
    row = edition_of(edition)
    run = None if row.ranks_only else newest_run(row, basis_of_file(request))
    if run is None or extension not in FORMATS:
        raise Http404(_("There is no run to export yet."))
    try:
        return download(scores_export(run, request.GET, extension))
    except Refused as refusal:
        return render(request, "400.html", {"said": refusal.message}, status=400)
