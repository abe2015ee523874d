from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from scoring.analysis.published_ranks import (
    Agreement,
    Pair,
    agreement,
    published_edition,
    solved_backwards,
)
from scoring.analysis.rank_moves import pair_columns
from scoring.models import ScoreRun
from scoring.models.run import score_labels
from scoring.rendered.links import CityLinks
from scoring.rendered.page import result_page
from scoring.rendered.part import Facts, facts_of_edition, facts_of_run, part
from scoring.runs.lookup import basis_of, run_of
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action
from surveys.sheets.markup import rows_html

PAGE = 100


@require_safe
@guarded(Action.SEE_RESULTS)
def published_page(request: HtmxRequest, edition: str) -> HttpResponse:
    """A run against the published ranks; `?run=` names an older run of the edition."""
    row = edition_of(edition)
    published = published_edition(row)
    basis = basis_of(request)
    run = _run(request, row, basis)
    facts = (
        *(facts_of_edition(row), facts_of_run(run)),
        facts_of_edition(published) if published else None,
    )

    def context() -> dict[str, Any]:
        return {
            "edition": row,
            "basis": basis,
            "run": run,
            "behind": run_is_behind(row, run),
            "published": published,
            "body": _body(request, row, run, published) if run and published else "",
        }

    shown = run.basis if run else basis
    return result_page(request, "scoring/analysis/published.html", facts, context, basis=shown)


def _body(request: HttpRequest, edition: Edition, run: ScoreRun, published: Edition) -> SafeString:
    facts: Facts = {
        "run": facts_of_run(run),
        "published": facts_of_edition(published),
        "query": request.GET.urlencode(),
    }

    def context() -> dict[str, Any]:
        both = agreement(run, published)
        columns = pair_columns(score_labels())
        page = page_of(request, _pairs(request, both), PAGE)
        links = CityLinks(edition.code, f"?basis={run.basis}")
        return {
            "edition": edition,
            "published": published,
            "solved": solved_backwards(edition, published),
            "agreement": both,
            "agreements": list(zip(score_labels(), both.columns, strict=True)),
            "columns": columns,
            "table": rows_html(
                columns, page, lambda pair: links.link(pair.city.adcode, pair.city.label)
            ),
            "moved_only": "moved" in request.GET,
            "page": page,
            "query": request.GET,
        }

    return part("scoring/analysis/published.html#body", facts, context)


def _run(request: HttpRequest, edition: Edition, basis: str) -> ScoreRun | None:
    wanted = whole_number(request.GET.get("run", ""))
    if wanted is None:
        return None if edition.ranks_only else newest_run(edition, basis)
    return run_of(request, wanted, edition=edition)


def _pairs(request: HttpRequest, both: Agreement) -> list[Pair]:
    """The largest differences first where only moved cities are asked for."""
    if "moved" not in request.GET:
        return list(both.pairs)
    shifts = [
        (max((abs(shift) for _p, _c, shift in pair.cells if shift is not None), default=0), pair)
        for pair in both.pairs
    ]
    moved = [entry for entry in shifts if entry[0]]
    return [pair for _shift, pair in sorted(moved, key=lambda entry: -entry[0])]
