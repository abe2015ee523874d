"""The report's appendix: cities with their five ranks, in composite order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from scoring.export.table import Cell, Table
from scoring.export.writers import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from scoring.models import CityScore, ScoreRun
from scoring.selectors import ranking

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
SYNTHETIC = "演示数据（合成）"
FORMATS = ("xlsx", "csv")


@dataclass(frozen=True)
class Export:
    name: str
    media_type: str
    content: bytes


def appendix_export(run: ScoreRun, extension: str) -> Export:
    """The appendix of a run as a file; ValueError for a format other than XLSX and CSV.

    In Chinese for every reader, so that the same run gives the same bytes.
    """
    if extension not in FORMATS:
        raise ValueError(f"unknown format {extension!r}; known: {', '.join(FORMATS)}")
    name = file_name(run, extension)
    rows = list(ranking(run))
    if extension == "csv":
        return Export(name, CSV_TYPE, csv_bytes(_csv_table(run, rows)))
    print_header = SYNTHETIC if run.edition.synthetic else ""
    with translation.override("zh-hans"):
        tables = [_sheet(run, rows), *_unranked(rows), information(run)]
    content = xlsx_bytes(tables, created=run.computed_at, print_header=print_header)
    return Export(name, XLSX_TYPE, content)


def file_name(run: ScoreRun, extension: str) -> str:
    mark = "（合成）" if run.edition.synthetic else ""
    return f"{run.edition.code}-附录-{run.basis}-{run.inputs_version}{mark}.{extension}"


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
    flag = str(run.edition.synthetic).lower()
    return Table("", (*HEADINGS, "synthetic"), [(*_row(row), flag) for row in rows])


def information(run: ScoreRun) -> Table:
    """What the numbers are and where they come from, for the second sheet of a workbook."""
    edition, method = run.edition, run.method
    facts: list[tuple[str, Cell]] = [
        (_("Edition"), edition.code),
        (_("Title"), edition.title_zh),
        (_("Basis"), str(run.get_basis_display())),
        (_("Method"), str(method)),
        (_("Method parameters (SHA-256)"), method.sha256),
        (_("Inputs (SHA-256)"), run.input_hash),
        (_("Inputs version"), run.inputs_version),
        (_("Computed at (UTC)"), f"{run.computed_at:%Y-%m-%dT%H:%M:%SZ}"),
        (_("Program version"), run.code_version),
        (_("Cities ranked"), run.cities_ranked),
        (_("Synthetic data"), SYNTHETIC if edition.synthetic else _("No")),
    ]
    if edition.note_zh:
        facts.append((_("Note"), edition.note_zh))
    return Table(_("Information"), (_("Item"), _("Content")), facts)
