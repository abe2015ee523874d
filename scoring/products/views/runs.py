"""Stored runs: the list, what one rests on, and the bundle that proves it elsewhere."""

from __future__ import annotations

import json

from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.export.download import download
from scoring.products.bundle import bundle_export
from scoring.runs.lookup import bases_of, run_of, runs_of
from scoring.runs.rank_rows import rank_rows
from scoring.runs.selectors import RUNS_PAGE, newest_run, pair_offered, ranking
from scoring.words.findings import finding_lines
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.paging import page_of
from surveys.permissions import Action, within_reach

OTHERS = 10


@require_safe
@guarded(Action.SEE_RESULTS)
def run_list(request: HttpRequest, edition: str) -> HttpResponse:
    """Stored runs of an edition, newest first; two of them can be compared."""
    row = edition_of(edition)
    bases, seen = bases_of(request), runs_of(request)
    runs = seen.filter(edition=row)
    chosen = request.GET.get("basis", "")
    if chosen in bases:
        runs = runs.filter(basis=chosen)
    found = [newest_run(row, basis) for basis in bases]
    old, new = pair_offered(list(runs.order_by("-pk").values_list("pk", "basis")[:RUNS_PAGE]))
    runs = runs.annotate(day=TruncDate("computed_at"))
    context = {
        "edition": row,
        "run": next((run for run in found if run), None),
        "chosen": chosen,
        "bases": bases,
        "current": {run.pk for run in found if run},
        "old": old,
        "new": new,
        "page": page_of(request, runs, RUNS_PAGE),
        "others": within_reach(request.user, seen.exclude(edition=row))[:OTHERS],
    }
    return render(request, "scoring/products/runs.html", context)


@require_safe
@guarded(Action.SEE_RESULTS)
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a run was computed from and what it noticed."""
    run = run_of(request, pk)
    top = rank_rows(ranking(run)[:10], 0)
    context = {
        "run": run,
        "edition": run.edition,
        "top": top,
        "findings": finding_lines(run.findings),
        "parameters": json.dumps(run.method.parameters, ensure_ascii=False, indent=2),
    }
    return render(request, "scoring/products/run.html", context)


@require_safe
@guarded(Action.EXPORT)
def run_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The run as a ZIP to be checked elsewhere."""
    return download(bundle_export(run_of(request, pk)))
