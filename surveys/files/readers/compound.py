"""Checks of old Office files: Word, Excel, WPS and Outlook in a compound file."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from surveys.limited.fault import Fault

# What the reader raises for damaged files; it follows a chain of entries by calling itself.
_DAMAGED = (
    *(OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError),
    struct.error,
)
MOST_ENTRIES = 20_000
_MESSAGE = "__properties_version1.0"
_MACRO_PARTS = frozenset({"macros", "_vba_project", "_vba_project_cur"})
_WORKBOOKS = frozenset({"workbook", "book"})
# Records of [MS-XLS] 2.3; each begins with its number and its length.
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_SHEET_KIND = 5  # the byte of BOUNDSHEET that says what the sheet is
_MACRO_SHEETS = frozenset({1, 6})  # of Excel 4, and a module of Excel 5
# The first part of a workbook lists fonts, styles, sheets and texts: a few thousand records.
_MAX_RECORDS = 100_000


def compound_check(content: bytes) -> bool:
    """Whether it is a mail of Outlook; `Fault` where the file is damaged, protected by a
    password, or holds macros."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            message = bool(ole.exists(_MESSAGE))
            found = set(_findings(ole, len(content)))
    except _DAMAGED as error:
        raise Fault("damaged") from error
    for code in ("macros", "password"):
        if code in found:
            raise Fault(code)
    return message


def _findings(ole: olefile.OleFileIO, size: int) -> Iterator[str]:
    paths = ole.listdir(storages=True)
    if len(paths) > MOST_ENTRIES:
        raise ValueError(f"{len(paths)} entries in one file")
    parts = {part.lower() for path in paths for part in path}
    if parts & _MACRO_PARTS:
        yield "macros"
    if "encryptedpackage" in parts:
        yield "password"
    for path in ole.listdir():
        if path[-1].lower() in _WORKBOOKS:
            # Streams that share no sector are together no longer than the file.
            size -= ole.get_size(path)
            if size < 0:
                raise ValueError("streams on one chain")
            yield from _workbook_findings(ole.openstream(path).read())


def _workbook_findings(stream: bytes) -> Iterator[str]:
    """Macro sheets of Excel 4 need no project of their own: the list of sheets names them."""
    position = 0
    for _record in range(_MAX_RECORDS):
        if position + 4 > len(stream):
            return
        number, length = struct.unpack_from("<HH", stream, position)
        if number == _EOF or (position == 0 and number != _BOF):
            return
        if number == _FILEPASS:
            yield "password"
        if number == _BOUNDSHEET and stream[position + 4 + _SHEET_KIND] in _MACRO_SHEETS:
            yield "macros"
        position += 4 + length
    raise ValueError("a workbook of too many records")
