"""Workbooks of a round with their files, as a test describes them row by row."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from surveys.files.document import Document
from surveys.past.reading.columns import SPECS, SheetKind
from surveys.sheets.door import table_check

LETTERS, EVENTS = SheetKind.LETTERS, SheetKind.EVENTS
REPLIES, ANSWERS, FILES = SheetKind.REPLIES, SheetKind.ANSWERS, SheetKind.FILES
Change = Callable[[Worksheet, int], object]


class Book:
    """Rows by sheet, each by the names of its columns; `put` tells the row's number."""

    def __init__(self) -> None:
        self.rows: dict[SheetKind, list[Mapping[str, Any] | None]] = {kind: [] for kind in SPECS}
        self.files: dict[str, bytes] = {}
        self._changes: list[tuple[SheetKind, int, Change]] = []

    def put(self, kind: SheetKind, /, **values: Any) -> int:
        self.rows[kind].append(values)
        return len(self.rows[kind]) + 1

    def blank(self, kind: SheetKind) -> None:
        self.rows[kind].append(None)

    def change(self, kind: SheetKind, row: int, change: Change) -> None:
        """Alters the sheet before it is saved: merges, hides."""
        self._changes.append((kind, row, change))

    def document(self, name: str = "轮次.xlsx") -> Document:
        """The workbook alone, as it comes through the door."""
        stream = io.BytesIO()
        self._workbook().save(stream)
        return table_check(name=name, content=stream.getvalue())

    def save(self, folder: Path, name: str = "轮次.xlsx") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        self._workbook().save(folder / name)
        for path, content in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder

    def _workbook(self) -> openpyxl.Workbook:
        book = openpyxl.Workbook()
        book.remove(book.active)
        sheets = {kind: book.create_sheet(kind.value) for kind in SPECS}
        for kind, sheet in sheets.items():
            sheet.append([spec.zh for spec in SPECS[kind]])
            for number, row in enumerate(self.rows[kind], start=2):
                for column, spec in enumerate(SPECS[kind], start=1):
                    if row and row.get(spec.name) is not None:
                        sheet.cell(number, column, row[spec.name])
        for changed, place, change in self._changes:
            change(sheets[changed], place)
        return book


def past_book(**letter: Any) -> Document:
    """A workbook with one letter, of a city that need not be there."""
    book = Book()
    book.put(
        LETTERS, **{"key": "L1", "city": "甲市", "organ": "局", "channel": "依申请公开", **letter}
    )
    return book.document()


def column_of(kind: SheetKind, name: str) -> int:
    return [spec.name for spec in SPECS[kind]].index(name) + 1
