from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.comparison import DifferentRuns
from scoring.analysis.comparison_part import comparison_part
from scoring.models import Basis, ScoreRun
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition, facts_of_run
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import run_of
from surveys.guards import HtmxRequest, guarded
from surveys.models import Edition
from surveys.numbers import whole_number
from surveys.permissions import Action

PAGE = "scoring/analysis/comparison.html"


@require_safe
@guarded(Action.SEE_RESULTS)
def comparison_page(request: HtmxRequest) -> HttpResponse:
    """Two runs by `?old=` and `?new=`: agreement, moved cities, and what moved each."""
    old, new = (_run(request, name) for name in ("old", "new"))
    if (old is None or new is None) and (back := _back(request)):
        messages.info(request, _("Mark an older and a newer run, then compare."))
        return redirect("runs", back.code)
    page = {"old": old, "new": new, "edition": new.edition if new else None}
    if old is None or new is None:
        return render(request, PAGE, {**page, "refusal": _("Choose two runs to compare.")})
    facts = (
        *(facts_of_run(old), facts_of_run(new)),
        *(facts_of_edition(old.edition), facts_of_edition(new.edition)),
    )
    body = comparison_part(old, new, request.GET.get("page", ""))
    approved = {old.basis, new.basis} == {Basis.APPROVED.value}
    basis = Basis.APPROVED if approved else Basis.PROVISIONAL
    try:
        return result_page(
            request, PAGE, facts, lambda: {**page, "body": body.rendered()}, basis=basis
        )
    except DifferentRuns:
        refusal = _("The two runs have different indicators or cities.")
    except BrokenBlock:
        refusal = _("The stored numbers of a run cannot be read. Tell an administrator.")
    return render(request, PAGE, {**page, "refusal": refusal})


def _back(request: HttpRequest) -> Edition | None:
    """The edition whose list of runs was sent without a choice."""
    return Edition.objects.filter(code=request.GET.get("from", "")).first()


def _run(request: HttpRequest, name: str) -> ScoreRun | None:
    number = whole_number(request.GET.get(name, ""))
    return None if number is None else run_of(request, number)
