"""A finished export: a named file, the sheet of information, the mark of synthetic data."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.models import ScoreRun
from surveys.models import Edition
from surveys.sheets.table import Cell, Table
from surveys.sheets.writers import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

SYNTHETIC = "演示数据（合成）"
FORMATS = ("xlsx", "csv")
ZIP_TYPE = "application/zip"


@dataclass(frozen=True)
class Export:
    name: str
    media_type: str
    content: bytes


def file_name(edition: Edition, *parts: str, extension: str) -> str:
    """The edition and the parts; a synthetic edition's files say so in their names."""
    mark = "（合成）" if edition.synthetic else ""
    return f"{'-'.join([edition.code, *parts])}{mark}.{extension}"


def csv_export(name: str, table: Table) -> Export:
    return Export(name, CSV_TYPE, csv_bytes(table))


def run_export(
    run: ScoreRun,
    parts: Sequence[str],
    extension: str,
    tables: Sequence[Table],
    *,
    created: datetime.datetime | None = None,
) -> Export:
    """What comes from a run: a workbook of the tables and the information, or the first as CSV.

    `created`, by default when the run was computed, stands in the file instead of the clock:
    the same tables give the same bytes. ValueError for another format.
    """
    edition = run.edition
    if extension not in FORMATS:
        raise ValueError(f"unknown format {extension!r}; known: {', '.join(FORMATS)}")
    name = file_name(edition, *parts, extension=extension)
    if extension == "csv":
        return csv_export(name, tables[0])
    content = xlsx_bytes(
        [*tables, information(run)],
        created=created or run.computed_at,
        print_header=SYNTHETIC if edition.synthetic else "",
    )
    return Export(name, XLSX_TYPE, content)


def zip_of(name: str, exports: Mapping[str, Export]) -> Export:
    """Several exports in one file, by the folder that each stands in; the same give the same."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, export in exports.items():
            info = zipfile.ZipInfo(f"{folder}/{export.name}", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, export.content)
    return Export(name, ZIP_TYPE, stream.getvalue())


def synthetic_flag(edition: Edition) -> str:
    """What stands in the column `synthetic` of every exported row."""
    return str(edition.synthetic).lower()


def information(run: ScoreRun) -> Table:
    """What the numbers are and where they come from, for the second sheet of a workbook."""
    edition, method = run.edition, run.method
    facts: list[tuple[str, Cell]] = [
        (_("Edition"), edition.code),
        (_("Title"), edition.title),
        (_("Basis"), str(run.get_basis_display())),
        (_("Method"), str(method)),
        (_("Method parameters (SHA-256)"), method.sha256),
        (_("Inputs (SHA-256)"), run.input_hash),
        (_("Inputs version"), run.inputs_version),
        (_("Computed at (UTC)"), f"{run.computed_at:%Y-%m-%dT%H:%M:%SZ}"),
        (_("Program version"), run.code_version),
        (_("Cities ranked"), run.cities_ranked),
        (_("Late replies"), run.late_replies),
        (_("Late replies that count"), run.late_replies_counted),
        (_("Synthetic data"), SYNTHETIC if edition.synthetic else _("No")),
    ]
    if edition.note:
        facts.append((_("Note"), edition.note))
    return Table(_("Information"), (_("Item"), _("Content")), facts)
