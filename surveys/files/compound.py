"""Checks of old Office files: Word, Excel, WPS and Outlook in a compound file."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from enum import StrEnum

import olefile
from django.utils.translation import gettext as _

from surveys.errors import Refused

MAGIC = olefile.MAGIC
# What the reader raises for damaged files; it follows a chain of entries by calling itself.
_DAMAGED = (
    *(OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError),
    struct.error,
)
_MACRO_PARTS = frozenset({"macros", "_vba_project", "_vba_project_cur"})
_WORKBOOKS = frozenset({"workbook", "book"})
# Records of [MS-XLS] 2.3; each begins with its number and its length.
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_SHEET_KIND = 5  # the byte of BOUNDSHEET that says what the sheet is
_MACRO_SHEETS = frozenset({1, 6})  # of Excel 4, and a module of Excel 5
# The first part of a workbook lists fonts, styles, sheets and texts: a few thousand records.
_MAX_RECORDS = 100_000


class Closed(StrEnum):
    """Why the file is refused although it can be read."""

    MACROS = "macros"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret


def compound_check(content: bytes, *, name: str) -> None:
    """`Refused` where the file is damaged, protected by a password, or holds macros."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            found = set(_findings(ole))
    except _DAMAGED as error:
        raise Refused(
            _("%(name)s is damaged: it cannot be read. Send the original file again.")
            % {"name": name},
            field="files",
        ) from error
    if Closed.MACROS in found:
        raise Refused(
            _("%(name)s holds macros. Save it without macros (DOCX, XLSX or PDF).")
            % {"name": name},
            field="files",
        )
    if Closed.PASSWORD in found:
        raise Refused(
            _("%(name)s is protected by a password. Save it without one.") % {"name": name},
            field="files",
        )


def _findings(ole: olefile.OleFileIO) -> Iterator[Closed]:
    parts = {part.lower() for path in ole.listdir(storages=True) for part in path}
    if parts & _MACRO_PARTS:
        yield Closed.MACROS
    if "encryptedpackage" in parts:
        yield Closed.PASSWORD
    for path in ole.listdir():
        if path[-1].lower() in _WORKBOOKS:
            yield from _workbook_findings(ole.openstream(path).read())


def _workbook_findings(stream: bytes) -> Iterator[Closed]:
    """Macro sheets of Excel 4 need no project of their own: the list of sheets names them."""
    position = 0
    for _record in range(_MAX_RECORDS):
        if position + 4 > len(stream):
            return
        number, length = struct.unpack_from("<HH", stream, position)
        if number == _EOF or (position == 0 and number != _BOF):
            return
        if number == _FILEPASS:
            yield Closed.PASSWORD
        if number == _BOUNDSHEET and stream[position + 4 + _SHEET_KIND] in _MACRO_SHEETS:
            yield Closed.MACROS
        position += 4 + length
    raise ValueError("a workbook of too many records")
