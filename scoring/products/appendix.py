"""The report's appendix: cities with their five ranks, in composite order."""

from __future__ import annotations

from django.utils import translation

from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import CityScore, ScoreRun
from scoring.runs.selectors import ranking
from surveys.sheets.table import Cell, Table

# The headings that the report prints; data of a Chinese publication, not translated.
HEADINGS = (
    "地级以上城市",
    "生态资产管理综合指数排名",
    "生态资源禀赋指数排名",
    "政府生态资产管理指数排名",
    "生态保护补偿指数排名",
    "市场化价值实现指数排名",
)
RANKS = (
    "composite_rank",
    "resource_rank",
    "management_rank",
    "compensation_rank",
    "market_rank",
)


def appendix_export(run: ScoreRun, extension: str) -> Export:
    """The appendix of a run as a file; ValueError for a format other than XLSX and CSV.

    In Chinese for every reader, so that the same run gives the same bytes.
    """
    rows = list(ranking(run))
    tables = [_sheet(run, rows), *_unranked(rows)]
    if extension == "csv":
        tables = [_csv_table(run, rows)]
    with translation.override("zh-hans"):
        return run_export(run, ("附录", run.basis, str(run.inputs_version)), extension, tables)


def _row(city: CityScore) -> tuple[Cell, ...]:
    return (city.city.name, *(getattr(city, rank) for rank in RANKS))


def _sheet(run: ScoreRun, rows: list[CityScore]) -> Table:
    title = "附录（合成）" if run.edition.synthetic else "附录"
    return Table(title, HEADINGS, [_row(row) for row in rows if row.composite_rank])


def _unranked(rows: list[CityScore]) -> list[Table]:
    """Cities without a composite, on a sheet of their own; none where all are ranked."""
    apart = [_row(row) for row in rows if not row.composite_rank]
    return [Table("未排名城市", HEADINGS, apart)] if apart else []


def _csv_table(run: ScoreRun, rows: list[CityScore]) -> Table:
    flag = synthetic_flag(run.edition)
    return Table("", (*HEADINGS, "synthetic"), [(*_row(row), flag) for row in rows])
