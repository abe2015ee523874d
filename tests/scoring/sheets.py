"""Spreadsheets for tests, and the names that stand in them, read from the reference files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from scoring.intake.layout import Names, names_of
from scoring.intake.reading import Reading, document_read
from scoring.models import Indicator
from surveys.files.document import Document, document_check
from surveys.models import City

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
THIS_YEAR = 2026

Grid = Sequence[Sequence[Any]]


def reference_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def indicators() -> list[Indicator]:
    """All 72, not stored; each with its line number as key."""
    fields = ("code", "name_zh", "name_en", "kind", "unit", "source", "derivation")
    return [
        Indicator(
            pk=i,
            reference_year=int(row["reference_year"]),
            direction=int(row["direction"]),
            **{field: row[field] for field in fields},
        )
        for i, row in enumerate(reference_rows("indicators.csv"), 1)
    ]


def indicator(code: str) -> Indicator:
    return next(item for item in indicators() if item.code == code)


def names() -> Names:
    cities = [
        City(pk=i, adcode=row["adcode"], name=row["name"], short_name=row["short_name"])
        for i, row in enumerate(reference_rows("cities.csv"), 1)
    ]
    return names_of(cities, indicators())


def text_document(text: str, name: str = "值.csv", encoding: str = "utf-8") -> Document:
    return document_check(name=name, content=text.encode(encoding))


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
    return document_check(name=name, content=stream.getvalue())


def read(document: Document) -> Reading:
    return document_read(document, names(), this_year=THIS_YEAR)


def read_text(text: str, **options: str) -> Reading:
    return read(text_document(text, **options))


def values_of(reading: Reading) -> dict[tuple[str, str], float]:
    return {(e.city.adcode, e.indicator.code): e.value for e in reading.entries}


def places_of(reading: Reading) -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and fault of every refusal."""
    return [(r.sheet, r.row, r.column, r.fault.value) for r in reading.refused]


def lines(rows: Iterable[str]) -> str:
    return "\n".join(rows) + "\n"
