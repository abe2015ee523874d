"""The indicators of an edition, and one of them over all cities, of the newest run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from scoring.analysis.indicators.part import indicator_part, indicators_part
from scoring.models import Basis, Indicator
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition, facts_of_run
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import bases_of, basis_of
from scoring.runs.questions import questions_behind
from scoring.runs.selectors import newest_run, run_is_behind
from scoring.words.reasons import UNREADABLE
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.models import Edition, Question
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def indicator_list(request: HtmxRequest, edition: str) -> HttpResponse:
    """Every indicator with its weight, its range, and how many cities have a value."""
    row, basis = edition_of(edition), basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    behind = run_is_behind(row, run)

    def context() -> dict[str, Any]:
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "run": run,
            "behind": behind,
            "body": indicators_part(run).rendered() if run else "",
        }

    facts = facts_of_edition(row), facts_of_run(run), behind
    return _page(request, "scoring/analysis/indicators.html", facts, context, row, basis)


@require_safe
@guarded(Action.SEE_RESULTS)
def indicator_page(request: HtmxRequest, edition: str, code: str) -> HttpResponse:
    """What the indicator is, and its value, score and place in every city."""
    row, basis = edition_of(edition), basis_of(request)
    indicator = get_object_or_404(Indicator.objects.select_related("domain", "parent"), code=code)
    run = None if row.ranks_only else newest_run(row, basis)
    behind, body = run_is_behind(row, run), indicator_part(run, indicator) if run else None

    def context() -> dict[str, Any]:
        codes = questions_behind().get(indicator.code, ())
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "run": run,
            "behind": behind,
            "indicator": indicator,
            "questions": Question.objects.filter(code__in=codes),
            "body": body.rendered() if body else "",
        }

    told = [*body.facts.values()] if body else []
    facts = facts_of_edition(row), facts_of_run(run), indicator.pk, behind, *told
    return _page(request, "scoring/analysis/indicator.html", facts, context, row, basis, indicator)


def _page(
    request: HtmxRequest,
    template: str,
    facts: Sequence[object],
    context: Callable[[], dict[str, Any]],
    edition: Edition,
    basis: Basis,
    indicator: Indicator | None = None,
) -> HttpResponse:
    """Without its numbers where those of the run cannot be read."""
    try:
        return result_page(request, template, facts, context, basis=basis)
    except BrokenBlock:
        shown = {"edition": edition, "basis": basis, "indicator": indicator}
        return render(request, template, {**shown, "refusal": UNREADABLE})
