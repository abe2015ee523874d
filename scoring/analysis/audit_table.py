"""All places of an edition's audit as a table: a row each, with its check and what stands there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scoring.analysis.audit import Check, Place, audit_sheet
from scoring.export.file import SYNTHETIC, Export, csv_export, file_name, synthetic_flag
from scoring.models import Basis
from surveys.models import Edition
from surveys.sheets.table import Cell, Table
from surveys.sheets.writers import XLSX_TYPE, xlsx_bytes

HEADER = (
    *("code", "check", "status", "adcode", "city"),
    *("indicators", "names", "number", "value", "unit"),
)


def audit_export(edition: Edition, basis: Basis, extension: str) -> Export:
    """The audit as XLSX or CSV; ValueError for another format."""
    sheet = audit_sheet(edition, basis)
    rows = [row for check in sheet.checks for row in _rows(check)]
    if sheet.refusal:
        rows.insert(
            0, ("cannot_be_computed", None, "fail", *[None] * 3, sheet.refusal, *[None] * 3)
        )
    marked = [(*row, synthetic_flag(edition)) for row in rows]
    table = Table(_("Audit"), (*HEADER, "synthetic"), marked)
    name = file_name(edition, "audit", basis, str(sheet.inputs_version), extension=extension)
    if extension == "csv":
        return csv_export(name, table)
    if extension != "xlsx":
        raise ValueError(f"unknown format {extension!r}")
    header = SYNTHETIC if edition.synthetic else ""
    content = xlsx_bytes([table], created=edition.opened_at, print_header=header)
    return Export(name, XLSX_TYPE, content)


def _rows(check: Check) -> Iterator[tuple[Cell, ...]]:
    """A check that points at nothing has a row too: that it passed is a finding."""
    head = check.item.code, str(check.words.title), check.item.status.value
    if not check.places:
        yield (*head, *[None] * 7)
    for place in check.places:
        yield *head, *_place(place)


def _place(place: Place) -> tuple[Cell, ...]:
    city = (place.city.adcode, place.city.label) if place.city else (None, None)
    codes = " / ".join(place.codes)
    return *city, codes, place.names or place.label, place.value, place.raw, place.unit
