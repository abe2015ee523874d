"""The columns of a ranking: the page, its sort keys and the appendix read them from here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring.models.tree import SCORED_FIELDS
from scoring.runs.rank_rows import RankCell, RankRow
from scoring.templatetags.figures import score
from surveys.sheets.columns import NOTHING, Column, Shown
from surveys.sheets.table import Cell


@dataclass(frozen=True)
class RankColumn(Column[RankRow]):
    """`short` heads it on narrow screens; `sorted_by` is the column of `CityScore` by which
    the page sorts it, empty where it cannot."""

    short: str | Promise = ""
    sorted_by: str = ""


def _scored(name: str, words: Promise, short: Promise, heading: str) -> RankColumn:
    """A rank with its score in small print; the appendix prints the rank alone."""
    position = SCORED_FIELDS.index(name)

    def value(row: RankRow) -> Cell:
        return row.cells[position].rank

    def page(row: RankRow) -> Shown:
        return _rank_shown(row.cells[position])

    return RankColumn(name, words, value, page, heading, short=short, sorted_by=f"{name}_rank")


def _rank_shown(cell: RankCell) -> Shown:
    if not cell.rank:
        return Shown(NOTHING, mark="muted")
    small = "" if cell.score is None else score(cell.score)
    return Shown(str(cell.rank), small, "strong")


def _coverage_shown(row: RankRow) -> Shown:
    return Shown(str(row.coverage), mark="wait" if row.coverage.is_low else "")


# The headings of files are those that the report prints: data of a Chinese publication, not
# translated. On the page the city heads its row with a link and the province.
COLUMNS: tuple[RankColumn, ...] = (
    RankColumn(
        "city",
        gettext_lazy("City"),
        lambda row: row.city.name,
        heading="地级以上城市",
        on_page=False,
    ),
    _scored(
        "composite",
        gettext_lazy("Composite"),
        pgettext_lazy("short heading", "Composite"),
        "生态资产管理综合指数排名",
    ),
    _scored(
        "resource",
        gettext_lazy("Resource endowment"),
        pgettext_lazy("short heading", "Resource"),
        "生态资源禀赋指数排名",
    ),
    _scored(
        "management",
        gettext_lazy("Government management"),
        pgettext_lazy("short heading", "Management"),
        "政府生态资产管理指数排名",
    ),
    _scored(
        "compensation",
        gettext_lazy("Ecological compensation"),
        pgettext_lazy("short heading", "Compens."),
        "生态保护补偿指数排名",
    ),
    _scored(
        "market",
        gettext_lazy("Market value realisation"),
        pgettext_lazy("short heading", "Market"),
        "市场化价值实现指数排名",
    ),
    RankColumn(
        "coverage",
        gettext_lazy("Data coverage"),
        lambda row: row.coverage.present,
        _coverage_shown,
        in_file=False,
        short=pgettext_lazy("short heading", "Data"),
        sorted_by="indicators_present",
    ),
)


def page_columns() -> list[RankColumn]:
    return [column for column in COLUMNS if column.on_page]


def published_columns() -> list[RankColumn]:
    """Those that a printed report has."""
    return [column for column in COLUMNS if column.name in SCORED_FIELDS]
