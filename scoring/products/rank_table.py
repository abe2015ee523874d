"""The body of the ranking's table: a row per city, its name with a link, its place, its cells."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from scoring.models import PublishedRank
from scoring.models.tree import SCORED_FIELDS
from scoring.products.rank_columns import page_columns, published_columns
from scoring.rendered.links import CityLinks
from scoring.runs.rank_rows import RankRow
from surveys.models import City
from surveys.models.city import Region
from surveys.sheets.columns import PageCell, Shown, page_cells
from surveys.sheets.markup import cells_html, row_html

Line = tuple[City, list[PageCell[RankRow]]]


def rank_table(lines: Iterable[Line], links: CityLinks) -> SafeString:
    regions = {value: str(words) for value, words in Region.choices}
    rows = [
        row_html(_head(city, regions[city.region], links), cells_html(cells, numbers=True))
        for city, cells in lines
    ]
    return mark_safe("".join(rows))  # noqa: S308 - every text in it is escaped


def computed_lines(rows: Iterable[RankRow]) -> list[Line]:
    columns = page_columns()
    return [(row.city, page_cells(columns, row)) for row in rows]


def published_lines(rows: Iterable[PublishedRank]) -> list[Line]:
    """As a report printed them: ranks alone, the composite's first."""
    columns = published_columns()
    marks = ["strong", *[""] * len(columns)]
    return [
        (
            row.city,
            [
                (column, Shown(str(getattr(row, name)), mark=mark))
                for column, name, mark in zip(columns, SCORED_FIELDS, marks, strict=False)
            ],
        )
        for row in rows
    ]


def _head(city: City, region: str, links: CityLinks) -> SafeString:
    place = f"{city.province_label} · {region}"
    return mark_safe(  # noqa: S308
        f'{links.link(city.adcode, city.label)} <small class="muted">{escape(place)}</small>'
    )
