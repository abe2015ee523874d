from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.comparison import DifferentRuns, RunComparison, compare_runs
from scoring.index.method.method import method_from_json
from scoring.methods.outline import outline_read
from scoring.methods.readable import differences
from scoring.models import ScoreRun
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import run_of
from surveys.guards import guarded
from surveys.models import Edition
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action

PAGE = 100


@require_safe
@guarded(Action.SEE_RESULTS)
def comparison_page(request: HttpRequest) -> HttpResponse:
    """Two runs by `?old=` and `?new=`: agreement, moved cities, and what moved each."""
    old, new = (_run(request, name) for name in ("old", "new"))
    if (old is None or new is None) and (back := _back(request)):
        messages.info(request, _("Mark an older and a newer run, then compare."))
        return redirect("runs", back.code)
    both, refusal = _compared(old, new)
    page = page_of(request, both.moves if both else (), PAGE)
    context: dict[str, Any] = {
        "old": old,
        "new": new,
        "edition": new.edition if new else None,
        "comparison": both,
        "differences": [],
        "refusal": refusal,
        "page": page,
    }
    if both and old and new:
        before, after = (method_from_json(run.method.parameters) for run in (old, new))
        context["differences"] = differences(before, after, outline_read())
    return render(request, "scoring/analysis/comparison.html", context)


def _back(request: HttpRequest) -> Edition | None:
    """The edition whose list of runs was sent without a choice."""
    return Edition.objects.filter(code=request.GET.get("from", "")).first()


def _compared(old: ScoreRun | None, new: ScoreRun | None) -> tuple[RunComparison | None, str]:
    """The comparison, or why there is none."""
    if old is None or new is None:
        return None, _("Choose two runs to compare.")
    try:
        return compare_runs(old, new), ""
    except DifferentRuns:
        return None, _("The two runs have different indicators or cities.")
    except BrokenBlock:
        return None, _("The stored numbers of a run cannot be read. Tell an administrator.")


def _run(request: HttpRequest, name: str) -> ScoreRun | None:
    number = whole_number(request.GET.get(name, ""))
    return None if number is None else run_of(request, number)
