"""An explanation as a table: one row per node and indicator."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _

from scoring.analysis.explanation.summary import CAUSES
from scoring.analysis.explanation.told import Explanation, Line
from scoring.analysis.explanation.treated_columns import TREATED_COLUMNS
from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import ScoreRun
from surveys.sheets.columns import table_of
from surveys.sheets.table import Cell, Table


def explanation_export(
    run: ScoreRun, explanation: Explanation, extension: str, *, city: str, other: str
) -> Export:
    """XLSX or CSV of the lines; ValueError for another format."""
    tables = [_table(run, explanation, city, other), _treated(explanation), _causes(explanation)]
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
        _("Effect"),
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
        line.effect,
    )


def _treated(explanation: Explanation) -> Table:
    return table_of(_("Treated values"), TREATED_COLUMNS, explanation.treated)


def _causes(explanation: Explanation) -> Table:
    """Whose doing the change between two runs is, unrounded; what the effects sum to, too."""
    causes = asdict(explanation.causes) if explanation.causes else {}
    change = explanation.score - explanation.other_score
    rows = [(str(CAUSES[name]), points) for name, points in causes.items()]
    rows += [(str(CAUSES[""]), explanation.rest), (_("Difference"), change)]
    return Table(_("Causes"), (_("Cause"), _("Points")), rows)
