from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.comparison import DifferentRuns, compare_runs
from scoring.analysis.rank_moves import MOVE_COLUMNS
from scoring.index.method.method import method_from_json
from scoring.methods.outline import outline_read
from scoring.methods.readable import differences
from scoring.models import Basis, ScoreRun
from scoring.rendered.links import CityLinks
from scoring.rendered.page import result_page
from scoring.rendered.part import Facts, facts_of_edition, facts_of_run, part
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import run_of
from surveys.guards import HtmxRequest, guarded
from surveys.models import Edition
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action
from surveys.sheets.markup import rows_html

PAGE, MOST = "scoring/analysis/comparison.html", 100


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
    approved = {old.basis, new.basis} == {Basis.APPROVED.value}
    basis = Basis.APPROVED if approved else Basis.PROVISIONAL
    try:
        return result_page(
            request, PAGE, facts, lambda: {**page, "body": _body(request, old, new)}, basis=basis
        )
    except DifferentRuns:
        refusal = _("The two runs have different indicators or cities.")
    except BrokenBlock:
        refusal = _("The stored numbers of a run cannot be read. Tell an administrator.")
    return render(request, PAGE, {**page, "refusal": refusal})


def _body(request: HttpRequest, old: ScoreRun, new: ScoreRun) -> SafeString:
    facts: Facts = {
        "old": facts_of_run(old),
        "new": facts_of_run(new),
        "query": request.GET.urlencode(),
    }

    def context() -> dict[str, Any]:
        both = compare_runs(old, new)
        page = page_of(request, both.moves, MOST)
        links = CityLinks(new.edition.code, f"?basis={new.basis}")
        before, after = (method_from_json(run.method.parameters) for run in (old, new))
        return {
            "comparison": both,
            "differences": differences(before, after, outline_read()),
            "columns": MOVE_COLUMNS,
            "table": rows_html(
                MOVE_COLUMNS, page, lambda move: links.link(move.city.adcode, move.city.label)
            ),
            "page": page,
            "query": request.GET,
        }

    return part("scoring/analysis/comparison.html#body", facts, context)


def _back(request: HttpRequest) -> Edition | None:
    """The edition whose list of runs was sent without a choice."""
    return Edition.objects.filter(code=request.GET.get("from", "")).first()


def _run(request: HttpRequest, name: str) -> ScoreRun | None:
    number = whole_number(request.GET.get(name, ""))
    return None if number is None else run_of(request, number)
