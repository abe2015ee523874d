"""The rank intervals of a Monte Carlo study as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.export.file import (
    Export,
    csv_export,
    file_name,
    format_check,
    information,
    synthetic_flag,
    xlsx_export,
)
from scoring.export.table import Cell, Table
from scoring.models import Study
from scoring.sensitivity.result import MonteCarlo


def study_export(study: Study, result: MonteCarlo, extension: str) -> Export:
    """XLSX or CSV; ValueError for another format."""
    edition = study.run.edition
    format_check(extension)
    name = file_name(edition, "study", str(study.pk), extension=extension)
    table = _table(study, result)
    if extension == "csv":
        return csv_export(name, table)
    tables = [table, _parameters(study, result), information(study.run)]
    return xlsx_export(name, tables, edition=edition, created=study.requested_at)


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
            *(_number(value) for value in (row.mean, row.median, row.low, row.high)),
            row.tier or None,
            flag,
        )
        for row in result.intervals
    ]
    return Table(_("Rank intervals"), header, rows)


def _number(value: float) -> float | None:
    return None if value != value else value


def _parameters(study: Study, result: MonteCarlo) -> Table:
    rows: list[tuple[Cell, ...]] = [(key, str(value)) for key, value in study.parameters.items()]
    rows += [
        (_("Share of cities that move more than %(n)d places") % {"n": places}, share)
        for places, share in result.moving.items()
    ]
    return Table(_("Parameters"), (_("Item"), _("Content")), rows)
