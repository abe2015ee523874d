"""A round as a workbook that can be brought in again, alone or with its files."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

from scoring.export.file import SYNTHETIC, ZIP_TYPE, Export, file_name
from surveys.evidence.store import store_read
from surveys.models import Edition, User
from surveys.past.tables import file_name as evidence_name
from surveys.past.tables import round_files, round_tables
from surveys.permissions import visible_evidence
from surveys.sheets.table import Table
from surveys.sheets.writers import XLSX_TYPE, xlsx_bytes

# A sheet of this name is not read.
INFORMATION = "说明"


def round_export(edition: Edition, person: User) -> Export:
    """What the person may see of it; the same rows give the same bytes."""
    tables = [*round_tables(edition, person), _information(edition)]
    mark = SYNTHETIC if edition.synthetic else ""
    content = xlsx_bytes(tables, created=edition.opened_at, print_header=mark)
    return Export(file_name(edition, "round", extension="xlsx"), XLSX_TYPE, content)


def round_export_files(edition: Edition, person: User) -> Export:
    """The workbook and the documents that it names, as a folder in one file. A document that the
    person may not open, or that is gone from the store, stays out."""
    book = round_export(edition, person)
    may_open = set(visible_evidence(person).filter(edition=edition).values_list("pk", flat=True))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry(book.name), book.content, zipfile.ZIP_DEFLATED)
        for row in round_files(edition, person).values():
            if row.pk not in may_open:
                continue
            try:
                content = store_read(row.file.sha256)
            except (FileNotFoundError, ValueError):
                continue
            archive.writestr(_entry(evidence_name(row)), content, zipfile.ZIP_DEFLATED)
    name = file_name(edition, "round", extension="zip")
    return Export(name, ZIP_TYPE, stream.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    """Without the clock, so that the same files come out every day."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _information(edition: Edition) -> Table:
    facts = [
        (_("Edition"), edition.code),
        (_("Title"), edition.title),
        (_("Synthetic data"), SYNTHETIC if edition.synthetic else _("No")),
        (_("Note"), edition.note or "–"),
    ]
    return Table(INFORMATION, (_("Item"), _("Content")), facts)
