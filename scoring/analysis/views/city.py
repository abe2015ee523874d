from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from scoring.analysis.city_parts import Sheet, letters_of, ranks_part
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition, facts_of_run
from scoring.runs.lookup import bases_of, basis_of
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.permissions import Action, can


@require_safe
@guarded(Action.SEE_RESULTS)
def city_page(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """A city's ranks, every indicator with what it rests on, its replies and evidence."""
    row, city = edition_of(edition), city_of(adcode)
    person, basis = person_of(request), basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    letters = letters_of(row, city, person)
    sheet = Sheet(run, row, city, person, letters) if run else None
    facts = facts_of_edition(row), facts_of_run(run), city.pk, letters.facts, sheet and sheet.facts

    def context() -> dict[str, Any]:
        return {
            "edition": row,
            "city": city,
            "basis": basis,
            "bases": bases_of(request),
            "run": run,
            "behind": run_is_behind(row, run),
            "ranks": ranks_part(row, run, city),
            "sheet": sheet.part() if sheet else "",
            "replies": letters.replies,
            "documents": letters.documents,
            "kept": letters.kept,
            "may_log": can(person, Action.LOG_REPLY, row),
            "may_code": can(person, Action.CODE_ANSWER, row),
        }

    return result_page(request, "scoring/analysis/city.html", facts, context, basis=basis)
