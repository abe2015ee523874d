"""The content of the ranking's page as a kept part: the run, and the address that narrows it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.models import Basis, PublishedRank, ScoreRun
from scoring.products.filters import PublishedFilter, RankingFilter
from scoring.products.rank_columns import RankColumn, page_columns, published_columns
from scoring.products.rank_table import computed_table, published_table
from scoring.rendered.part import Facts, Part, facts_of_edition, facts_of_run
from scoring.runs.selectors import ranking
from surveys.models import Edition

TEMPLATE = "scoring/products/ranking.html#body"
FILTERS = ("q", "province", "region", "level", "coverage")


def ranking_part(run: ScoreRun, query: QueryDict) -> Part:
    """The cities of a run that ranks some; the address need not name the approved basis."""
    query = query.copy()
    query.pop("basis", None)
    if run.basis != Basis.APPROVED:
        query["basis"] = run.basis
    facts: Facts = {"run": facts_of_run(run), "query": query.urlencode()}

    def context() -> dict[str, Any]:
        found = RankingFilter(query, queryset=ranking(run))
        table = computed_table(run)
        cities = list(found.qs.values_list("city__adcode", flat=True))
        return {
            **_columns(query, page_columns()),
            "run": run,
            "filter": found,
            "cities": cities,
            "table": table.body(cities, _after(query)),
            "low": len(table.low.intersection(cities)),
        }

    return Part(TEMPLATE, facts, context)


def published_part(edition: Edition, query: QueryDict) -> Part:
    """The cities of an edition of published ranks."""
    facts: Facts = {"edition": facts_of_edition(edition), "query": query.urlencode()}

    def context() -> dict[str, Any]:
        rows = PublishedRank.objects.filter(edition=edition).order_by("composite")
        found = PublishedFilter(query, queryset=rows)
        cities = list(found.qs.values_list("city__adcode", flat=True))
        return {
            **_columns(query, published_columns()),
            "filter": found,
            "cities": cities,
            "table": published_table(edition).body(cities, _after(query)),
        }

    return Part(TEMPLATE, facts, context)


def _after(query: QueryDict) -> str:
    """A city's page keeps the address's filters, for the way back."""
    words = query.urlencode()
    return f"?{words}" if words else ""


def _columns(query: QueryDict, columns: list[RankColumn]) -> dict[str, Any]:
    """Headings with the sort key that a click on each asks for, and which one is in force."""
    now = query.get("sort", "") or "composite"
    city = [("name", _("City")), ("province", _("Province"))]
    return {
        "places": [_heading(now, name, words, "", sortable=True) for name, words in city],
        "columns": [
            _heading(now, column.name, column.words, column.short, sortable=bool(column.sorted_by))
            for column in columns
        ],
        "query": query,
        "narrowed": any(query.get(name) for name in FILTERS),
    }


def _heading(
    now: str, key: str, label: object, short: object, *, sortable: bool
) -> dict[str, object]:
    return {
        "label": label,
        "short": short or label,
        "next": (f"-{key}" if now == key else key) if sortable else "",
        "order": {key: "ascending", f"-{key}": "descending"}.get(now, ""),
    }
