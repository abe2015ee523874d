"""The content of the page that compares two runs, as a kept part: a function of both."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from scoring.analysis.comparison import compare_runs
from scoring.analysis.rank_moves import MOVE_COLUMNS
from scoring.index.method.method import method_from_json
from scoring.methods.outline import outline_read
from scoring.methods.readable import differences
from scoring.models import ScoreRun
from scoring.rendered.links import CityLinks
from scoring.rendered.part import Facts, Part, facts_of_run
from surveys.paging import BoundedPaginator
from surveys.sheets.markup import rows_html

MOST = 100


def comparison_part(old: ScoreRun, new: ScoreRun, page: str = "") -> Part:
    """Rendering it raises `DifferentRuns` or `BrokenBlock`; `page` is as the address has it."""
    facts: Facts = {"old": facts_of_run(old), "new": facts_of_run(new), "page": page}
    return Part("scoring/analysis/comparison.html#body", facts, lambda: _context(old, new, page))


def _context(old: ScoreRun, new: ScoreRun, number: str) -> dict[str, Any]:
    both = compare_runs(old, new)
    page = BoundedPaginator(both.moves, MOST).get_page(number)
    links = CityLinks(new.edition.code, f"?basis={new.basis}")
    before, after = (method_from_json(run.method.parameters) for run in (old, new))
    return {
        "comparison": both,
        "new": new,
        "example": next((move.city for move in page if move.places), None),
        "is_explained": old.edition.year < new.edition.year,
        "differences": differences(before, after, outline_read()),
        "columns": MOVE_COLUMNS,
        "table": rows_html(
            MOVE_COLUMNS, page, lambda move: links.link(move.city.adcode, move.city.label)
        ),
        "page": page,
        "query": _address(old, new),
    }


def _address(old: ScoreRun, new: ScoreRun) -> QueryDict:
    """What the links to its other pages keep."""
    query = QueryDict(mutable=True)
    query["old"], query["new"] = str(old.pk), str(new.pk)
    return query
