from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.blind import withheld
from scoring.analysis.comparison import DifferentRuns, Move, compare_runs
from scoring.models import ScoreRun
from scoring.runs.block import BrokenBlock
from surveys.guards import guarded
from surveys.permissions import Action

PAGE = 100


@require_safe
@guarded(Action.SEE_RESULTS)
def comparison_page(request: HttpRequest) -> HttpResponse:
    """Two runs by `?old=` and `?new=`: agreement, moved cities, and what moved each."""
    old, new = (_run(request, name) for name in ("old", "new"))
    both, refusal = None, ""
    if old is None or new is None:
        refusal = _("Choose two runs to compare.")
    else:
        try:
            both = compare_runs(old, new)
        except DifferentRuns:
            refusal = _("The two runs have different indicators or cities.")
        except BrokenBlock:
            refusal = _("The stored numbers of a run cannot be read. Tell an administrator.")
    page = Paginator(both.moves if both else (), PAGE).get_page(request.GET.get("page"))
    if old and new:
        page.object_list = _shown(page.object_list, old, new, request)
    context = {
        "old": old,
        "new": new,
        "edition": new.edition if new else None,
        "comparison": both,
        "refusal": refusal,
        "page": page,
    }
    return render(request, "scoring/comparison.html", context)


def _shown(moves: Iterable[Move], old: ScoreRun, new: ScoreRun, request: HttpRequest) -> list[Move]:
    """The moves without scores from which an undecided answer could be told."""
    before, after = (withheld(run, request.user) for run in (old, new))
    return [
        replace(
            move,
            old_score=None if before.leaves(move.city.pk) else move.old_score,
            new_score=None if after.leaves(move.city.pk) else move.new_score,
        )
        for move in moves
    ]


def _run(request: HttpRequest, name: str) -> ScoreRun | None:
    number = request.GET.get(name, "")
    if not number.isdecimal():
        return None
    return get_object_or_404(ScoreRun.objects.headers(), pk=int(number))
