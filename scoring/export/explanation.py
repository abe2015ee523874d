"""An explanation as a table: one row per node and indicator."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.analysis.explanation import Explanation, Line
from scoring.export.appendix import Export, information
from scoring.export.table import Cell, Table
from scoring.export.writers import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from scoring.models import ScoreRun


def explanation_export(
    run: ScoreRun, explanation: Explanation, extension: str, *, city: str, other: str
) -> Export:
    """XLSX or CSV of the lines; ValueError for another format."""
    mark = "（合成）" if run.edition.synthetic else ""
    name = f"{run.edition.code}-{city}-{other}-{run.basis}{mark}.{extension}"
    lines = _table(run, explanation, city, other)
    if extension == "csv":
        return Export(name, CSV_TYPE, csv_bytes(lines))
    if extension != "xlsx":
        raise ValueError(f"unknown format {extension!r}")
    tables = [lines, _treated(explanation), information(run)]
    return Export(name, XLSX_TYPE, xlsx_bytes(tables, created=run.computed_at))


def _table(run: ScoreRun, explanation: Explanation, city: str, other: str) -> Table:
    header = (
        _("Code"),
        _("Name"),
        _("Tree level"),
        _("Contribution %(city)s") % {"city": city},
        _("Contribution %(city)s") % {"city": other},
        _("Difference"),
        _("Value %(city)s") % {"city": city},
        _("Value %(city)s") % {"city": other},
        _("Unit"),
        _("Score"),
        _("Effective weight"),
        "synthetic",
    )
    flag = str(run.edition.synthetic).lower()
    rows = [(*_cells(line), flag) for line in explanation.lines]
    return Table(_("Contributions"), header, rows)


def _cells(line: Line) -> tuple[Cell, ...]:
    return (
        line.code,
        line.name,
        line.depth,
        line.own,
        line.other,
        line.difference,
        line.raw,
        line.other_raw,
        line.unit,
        line.score,
        line.weight,
    )


def _treated(explanation: Explanation) -> Table:
    header = (
        _("Code"),
        _("Name"),
        _("Raw value"),
        _("Value used"),
        _("Rule"),
        _("Rank"),
        _("Rank if not treated"),
    )
    rows: list[tuple[Cell, ...]] = [
        (cell.code, cell.name, cell.raw, cell.new, cell.rule, cell.rank, cell.rank_untreated)
        for cell in explanation.treated
    ]
    return Table(_("Treated values"), header, rows)
