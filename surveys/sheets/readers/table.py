"""A table by its content: which reader takes it, and what goes back to the one who asked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import olefile

from surveys.files.readers.archive import Archive, archive_check
from surveys.files.readers.compound import compound_check
from surveys.files.readers.kinds import ARCHIVE, COMPOUND
from surveys.files.readers.plain import decode_text
from surveys.limited.fault import Fault
from surveys.sheets.cells import Sheet
from surveys.sheets.readers.page import is_page, page_read
from surveys.sheets.readers.protected import is_protected, unprotected
from surveys.sheets.readers.text import text_read
from surveys.sheets.readers.xls import xls_read
from surveys.sheets.readers.xlsx import workbook_read

_SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 8192


def read(content: bytes, title: str) -> bytes:
    """The sheets as lines of JSON (`sheets_decoded` reads them); `Fault` where there are none.

    `title` names the sheet of a text, which has no name of its own.
    """
    return b"".join(_lines(_sheets(content, title)))


def opens(content: bytes) -> bool:
    """True for a file that is protected by the password that everybody's program knows;
    `Fault` where it is another one."""
    protected = is_protected(content)
    if protected:
        unprotected(content)
    return protected


def _sheets(content: bytes, title: str) -> list[Sheet]:
    if content.startswith(COMPOUND):
        return _compound(content, title)
    if content.startswith(ARCHIVE):
        return _archive(content)
    text = decode_text(content)
    if text is None or "\x00" in text:
        raise Fault("no_text" if text is None else "no_table")
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if _SPREADSHEET_2003 in head:
        raise Fault("xml_spreadsheet")
    if head.lower().startswith("mime-version:"):
        raise Fault("web_archive")
    return page_read(text, title) if is_page(head) else text_read(text, title)


def _archive(content: bytes) -> list[Sheet]:
    archive = Archive(content)
    archive_check(archive)
    if any(name.endswith("xl/workbook.xml") for name in archive.names):
        return workbook_read(content)
    if "xl/workbook.bin" in archive.names:
        raise Fault("binary_workbook")
    raise Fault("open_document" if "mimetype" in archive.names else "no_table")


def _compound(content: bytes, title: str) -> list[Sheet]:
    if is_protected(content):
        inner = unprotected(content)
        if is_protected(inner):
            raise Fault("password")
        return _sheets(inner, title)
    compound_check(content)
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        names = {path[0].lower() for path in ole.listdir()}
    if not names & {"workbook", "book"}:
        raise Fault("no_table")
    return xls_read(content)


def _lines(sheets: list[Sheet]) -> Iterator[bytes]:
    for sheet in sheets:
        head = {
            "name": sheet.name,
            "merged": [
                [a.name, a.first_row, a.last_row, a.first_column, a.last_column]
                for a in sheet.merged
            ],
            "hidden": sheet.hidden,
            "hidden_rows": sheet.hidden_rows,
            "hidden_columns": sheet.hidden_columns,
            "panes": sheet.panes,
            "since_1904": sheet.since_1904,
            "separator": sheet.separator,
            "fault": sheet.fault,
        }
        yield json.dumps(head, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        for row in sheet.rows:
            cells = [
                [c.column, c.value, c.oddity.value] if c.oddity.value else [c.column, c.value]
                for c in row.cells.values()
            ]
            line = json.dumps([row.number, row.width, cells], ensure_ascii=False)
            yield line.encode("utf-8", "replace") + b"\n"
