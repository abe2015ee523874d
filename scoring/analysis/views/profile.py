from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from scoring.analysis.profile_part import profile_part
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_heading, facts_of_run
from scoring.runs.lookup import bases_of, basis_of
from scoring.runs.selectors import newest_run
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def profile_page(request: HtmxRequest, edition: str) -> HttpResponse:
    """Types, quadrants, groups, mismatch and variance of the newest run."""
    row = edition_of(edition)
    basis = basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    facts = facts_of_heading(row), facts_of_run(run)

    def context() -> dict[str, Any]:
        shown = run is not None and run.cities_ranked
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "run": run,
            "body": profile_part(run).rendered() if run and shown else "",
        }

    return result_page(request, "scoring/analysis/profile.html", facts, context, basis=basis)
