"""One file as sheets of filled cells, whatever kind of table it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import CSV, TEXT, XLSX, Document
from surveys.sheets.cells import Sheet
from surveys.sheets.delimited import HasHead, text_read
from surveys.sheets.xlsx import workbook_read


def sheets_read(document: Document, has_head: HasHead) -> list[Sheet]:
    """The file's sheets in order; `Refused` where it is no table at all.

    `has_head` tells which separator of a text makes a table of it.
    """
    if document.media_type == XLSX.media_type:
        return workbook_read(document)
    if document.media_type in (CSV.media_type, TEXT.media_type):
        return [text_read(document, has_head)]
    raise Refused(
        _("%(name)s is not a table. Save it as XLSX or CSV.") % {"name": document.name},
        field="files",
    )
