"""An explanation as a table: one row per node and indicator."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.analysis.explanation import Explanation, Line
from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import ScoreRun
from surveys.sheets.table import Cell, Table


def explanation_export(
    run: ScoreRun, explanation: Explanation, extension: str, *, city: str, other: str
) -> Export:
    """XLSX or CSV of the lines; ValueError for another format."""
    tables = [_table(run, explanation, city, other), _treated(explanation)]
    return run_export(run, (city, other, run.basis), extension, tables)


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
    flag = synthetic_flag(run.edition)
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
        (cell.code, cell.name, cell.raw, cell.new, cell.rule_label, cell.rank, cell.rank_untreated)
        for cell in explanation.treated
    ]
    return Table(_("Treated values"), header, rows)
