"""The body of the ranking's table: a row per city, its name with a link, its place, its cells.

The rows of a ranking are the same in every order and under every filter: they are rendered once
and kept, and a page puts those that it shows in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape

from django.utils.safestring import SafeString, mark_safe

from scoring.models import PublishedRank, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.products.rank_columns import page_columns, published_columns
from scoring.rendered.links import CityLinks, RankLinks
from scoring.rendered.part import Facts, facts_of_edition, facts_of_run, kept_data
from scoring.rendered.tables import reference_tables
from scoring.runs.rank_rows import RankRow, rank_rows
from scoring.runs.selectors import ranking
from surveys.models import City, Edition
from surveys.models.city import Region
from surveys.sheets.columns import PageCell, Shown, page_cells
from surveys.sheets.markup import cells_html, row_html

# Stands in a kept row where its link carries the page's filters; no text of a database holds it.
FILTERS = "\0"

Line = tuple[City, list[PageCell[RankRow]]]


@dataclass(frozen=True)
class RankTable:
    """Rows by adcode, and the cities of whose indicators so few have a value that their rank
    says little."""

    rows: dict[str, str]
    low: frozenset[str]

    def body(self, adcodes: Iterable[str], query: str) -> SafeString:
        """The rows of these cities, in this order; `query` follows the addresses in them."""
        text = "".join(self.rows[adcode] for adcode in adcodes)
        return mark_safe(text.replace(FILTERS, escape(query)))  # noqa: S308 - escaped below


def computed_table(run: ScoreRun) -> RankTable:
    def make() -> tuple[list[Line], list[str]]:
        rows = rank_rows(ranking(run), len(reference_tables().indicators))
        columns = page_columns()
        links = RankLinks(CityLinks(run.edition.code, FILTERS), run.pk)
        low = [row.city.adcode for row in rows if row.coverage.is_low]
        return [(row.city, _linked(page_cells(columns, row), row, links)) for row in rows], low

    return _kept({"run": facts_of_run(run)}, run.edition, make)


def published_table(edition: Edition) -> RankTable:
    """As a report printed them: ranks alone, the composite's first."""

    def make() -> tuple[list[Line], list[str]]:
        rows = PublishedRank.objects.filter(edition=edition).select_related("city")
        return [(row.city, _published_cells(row)) for row in rows], []

    return _kept({"edition": facts_of_edition(edition)}, edition, make)


def _kept(
    facts: Facts, edition: Edition, make: Callable[[], tuple[list[Line], list[str]]]
) -> RankTable:
    def rendered() -> tuple[dict[str, str], list[str]]:
        lines, low = make()
        return _rows(lines, edition), low

    rows, low = kept_data("rows of a ranking", facts, rendered)
    return RankTable(rows, frozenset(low))


def _rows(lines: Iterable[Line], edition: Edition) -> dict[str, str]:
    links = CityLinks(edition.code, FILTERS)
    regions = {value: str(words) for value, words in Region.choices}
    return {
        city.adcode: row_html(
            _head(city, regions[city.region], links), cells_html(cells, numbers=True)
        )
        for city, cells in lines
    }


def _linked(
    cells: Iterable[PageCell[RankRow]], row: RankRow, links: RankLinks
) -> list[PageCell[RankRow]]:
    """With the way from each rank to what it rests on."""
    ranked = {
        name: links.address(row.city.adcode, name)
        for name, cell in zip(SCORED_FIELDS, row.cells, strict=True)
        if cell.rank
    }
    return [
        (column, replace(shown, href=ranked[column.name]))
        if isinstance(shown, Shown) and column.name in ranked
        else (column, shown)
        for column, shown in cells
    ]


def _published_cells(row: PublishedRank) -> list[PageCell[RankRow]]:
    columns = published_columns()
    marks = ["strong", *[""] * len(columns)]
    return [
        (column, Shown(str(getattr(row, name)), mark=mark))
        for column, name, mark in zip(columns, SCORED_FIELDS, marks, strict=False)
    ]


def _head(city: City, region: str, links: CityLinks) -> SafeString:
    place = f"{city.province_label} · {region}"
    return mark_safe(  # noqa: S308
        f'{links.link(city.adcode, city.label)} <small class="muted">{escape(place)}</small>'
    )
