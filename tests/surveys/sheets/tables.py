"""Tables for tests, as files that came through the door."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from surveys.files.document import Document
from surveys.sheets.cells import Sheet
from surveys.sheets.door import table_check
from surveys.sheets.reading import sheets_read
from tests.surveys.limited.here import asked_here

Grid = Sequence[Sequence[Any]]


def tables(document: Document) -> list[Sheet]:
    """All that is read, one reading a separator of a text."""
    return sheets_read(document, lambda _rows, _strict: True, ask=asked_here)


def lines(rows: Iterable[str]) -> str:
    return "\n".join(rows) + "\n"


def text_document(text: str, name: str = "值.csv", encoding: str = "utf-8") -> Document:
    return table_check(name=name, content=text.encode(encoding))


def workbook(
    *grids: Grid, change: Callable[[Worksheet], None] | None = None, name: str = "值.xlsx"
) -> Document:
    """One sheet per grid; `change` may alter the first sheet before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, grid in enumerate(grids, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in grid:
            sheet.append(list(row))
    if change is not None:
        change(book.worksheets[0])
    return saved(book, name)


def saved(book: openpyxl.Workbook, name: str = "值.xlsx") -> Document:
    stream = io.BytesIO()
    book.save(stream)
    return table_check(name=name, content=stream.getvalue())


def repacked(document: Document, change: Mapping[str, tuple[str, str]]) -> Document:
    """The workbook with a pattern replaced in the named parts."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(document.content))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part)
            if part in change:
                old, new = change[part]
                assert re.search(old, text.decode())
                text = re.sub(old, new, text.decode()).encode()
            target.writestr(part, text)
    return table_check(name=document.name, content=stream.getvalue())
