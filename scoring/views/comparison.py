from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.comparison import compare_runs
from scoring.models import ScoreRun
from surveys.guards import guarded
from surveys.models import Edition
from surveys.permissions import Action

PAGE = 100
RUNS_PAGE = 50


@require_safe
@guarded(Action.SEE_RESULTS)
def run_list(request: HttpRequest, edition: str) -> HttpResponse:
    """Stored runs of an edition, newest first; two of them can be compared."""
    row = get_object_or_404(Edition, code=edition)
    runs = _headers().filter(edition=row)
    context = {
        "edition": row,
        "page": Paginator(runs, RUNS_PAGE).get_page(request.GET.get("page")),
        "others": _headers().exclude(edition=row)[:RUNS_PAGE],
    }
    return render(request, "scoring/runs.html", context)


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
        except ValueError as error:
            refusal = str(error)
    moves = both.moves if both else ()
    context = {
        "old": old,
        "new": new,
        "edition": new.edition if new else None,
        "comparison": both,
        "refusal": refusal,
        "page": Paginator(moves, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "scoring/comparison.html", context)


def _headers() -> QuerySet[ScoreRun]:
    return ScoreRun.objects.without_block().select_related("edition", "method")


def _run(request: HttpRequest, name: str) -> ScoreRun | None:
    number = request.GET.get(name, "")
    return get_object_or_404(_headers(), pk=int(number)) if number.isdecimal() else None
