"""The rank intervals of a Monte Carlo study as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import Study
from scoring.runs.arrays import known
from scoring.sensitivity.result import MonteCarlo
from surveys.sheets.table import Cell, Table


def study_export(study: Study, result: MonteCarlo, extension: str) -> Export:
    """XLSX or CSV; ValueError for another format."""
    tables = [_table(study, result), _parameters(study, result)]
    parts = ("study", str(study.pk))
    return run_export(study.run, parts, extension, tables, created=study.requested_at)


def _table(study: Study, result: MonteCarlo) -> Table:
    header = (
        "adcode",
        _("City"),
        _("Rank"),
        _("Mean rank"),
        _("Median rank"),
        _("5 % quantile"),
        _("95 % quantile"),
        _("Tier"),
        "synthetic",
    )
    flag = synthetic_flag(study.run.edition)
    rows: list[tuple[Cell, ...]] = [
        (
            row.city.adcode,
            row.city.name,
            row.nominal or None,
            *(known(value) for value in (row.mean, row.median, row.low, row.high)),
            row.tier or None,
            flag,
        )
        for row in result.intervals
    ]
    return Table(_("Rank intervals"), header, rows)


def _parameters(study: Study, result: MonteCarlo) -> Table:
    rows: list[tuple[Cell, ...]] = [(key, str(value)) for key, value in study.parameters.items()]
    rows += [
        (_("Share of cities that move more than %(n)d places") % {"n": places}, share)
        for places, share in result.moving.items()
    ]
    return Table(_("Parameters"), (_("Item"), _("Content")), rows)
