from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.analysis.published_ranks import (
    Agreement,
    Pair,
    agreement,
    published_edition,
    solved_backwards,
)
from scoring.models import ScoreRun
from scoring.models.run import score_labels
from scoring.runs.lookup import basis_of, run_of
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action

PAGE = 100


@require_safe
@guarded(Action.SEE_RESULTS)
def published_page(request: HttpRequest, edition: str) -> HttpResponse:
    """A run against the published ranks; `?run=` names an older run of the edition."""
    row = edition_of(edition)
    published = published_edition(row)
    basis = basis_of(request)
    run = _run(request, row, basis)
    both = agreement(run, published) if run and published else None
    context = {
        "edition": row,
        "basis": basis,
        "run": run,
        "behind": run_is_behind(row, run),
        "published": published,
        "solved": published is not None and solved_backwards(row, published),
        "agreement": both,
        "columns": _labelled(both) if both else [],
        "moved_only": "moved" in request.GET,
        "page": page_of(request, _pairs(request, both), PAGE),
    }
    return render(request, "scoring/analysis/published.html", context)


def _run(request: HttpRequest, edition: Edition, basis: str) -> ScoreRun | None:
    wanted = whole_number(request.GET.get("run", ""))
    if wanted is None:
        return None if edition.ranks_only else newest_run(edition, basis)
    return run_of(request, wanted, edition=edition)


def _labelled(both: Agreement) -> list[tuple[object, object]]:
    return list(zip(score_labels(), both.columns, strict=True))


def _pairs(request: HttpRequest, both: Agreement | None) -> list[Pair]:
    """The largest differences first where only moved cities are asked for."""
    if both is None:
        return []
    if "moved" not in request.GET:
        return list(both.pairs)
    shifts = [
        (max((abs(shift) for _p, _c, shift in pair.cells if shift is not None), default=0), pair)
        for pair in both.pairs
    ]
    moved = [entry for entry in shifts if entry[0]]
    return [pair for _shift, pair in sorted(moved, key=lambda entry: -entry[0])]
