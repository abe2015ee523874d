"""Stored runs: the list, what one rests on, and the bundle that proves it elsewhere."""

from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from scoring.analysis.blind import blind_codes, withheld, without_values
from scoring.analysis.rank_rows import rank_rows
from scoring.export.bundle import bundle_export
from scoring.models import Basis, ScoreRun
from scoring.selectors import ranking
from scoring.views.download import download
from scoring.words.findings import finding_lines
from surveys.guards import guarded
from surveys.models import Edition
from surveys.permissions import Action, require

RUNS_PAGE = 50


@require_safe
@guarded(Action.SEE_RESULTS)
def run_list(request: HttpRequest, edition: str) -> HttpResponse:
    """Stored runs of an edition, newest first; two of them can be compared."""
    row = get_object_or_404(Edition, code=edition)
    runs = ScoreRun.objects.headers().filter(edition=row)
    context = {
        "edition": row,
        "page": Paginator(runs, RUNS_PAGE).get_page(request.GET.get("page")),
        "others": ScoreRun.objects.headers().exclude(edition=row)[:RUNS_PAGE],
    }
    return render(request, "scoring/runs.html", context)


@require_safe
@guarded(Action.SEE_RESULTS)
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a run was computed from and what it noticed."""
    run = get_object_or_404(ScoreRun.objects.headers(), pk=pk)
    context = {
        "run": run,
        "edition": run.edition,
        "top": rank_rows(ranking(run)[:10], withheld(run, request.user), 0),
        "findings": finding_lines(
            without_values(run.findings, blind_codes(request.user, run.basis))
        ),
        "parameters": json.dumps(run.method.parameters, ensure_ascii=False, indent=2),
    }
    return render(request, "scoring/run.html", context)


@require_safe
@guarded(Action.EXPORT)
def run_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The run as a ZIP to be checked elsewhere.

    A provisional run holds undecided answers: its inputs are for those who may see them.
    """
    run = get_object_or_404(ScoreRun.objects.headers(), pk=pk)
    if run.basis == Basis.PROVISIONAL:
        require(request.user, Action.REVIEW_ANSWER)
    return download(bundle_export(run))
