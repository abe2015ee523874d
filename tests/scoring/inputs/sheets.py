"""Spreadsheets for tests, and the names that stand in them, read from the reference files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

from openpyxl.utils import range_boundaries

from scoring.inputs.table.names import Names, names_of
from scoring.inputs.table.reading import Reading, document_read, sheets_reading
from scoring.models import Indicator
from surveys.files.document import Document
from surveys.models import City
from surveys.sheets.cells import Area, Cell, Row, Sheet
from tests.surveys.sheets.tables import Grid, text_document

REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference"
THIS_YEAR = 2026


def reference_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def change_rows(path: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the rows of a copied reference file in place."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


_TREE = reference_rows("indicators.csv")
# Domains, groups of the first and of the second level, and indicators; that they are those of
# the report is asked where the files are read (tests/ecoasset/demo).
_COLUMNS = ("domain_code", "first_code", "second_code", "code")
LEVELS = [len({row[column] for row in _TREE}) for column in _COLUMNS]
INDICATORS = LEVELS[-1]


def indicators() -> list[Indicator]:
    """All of them, not stored; each with its line number as key."""
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


@cache
def names() -> Names:
    cities = [
        City(
            pk=i,
            adcode=row["adcode"],
            name=row["name"],
            short_name=row["short_name"],
            province=row["province"],
        )
        for i, row in enumerate(reference_rows("cities.csv"), 1)
    ]
    return names_of(cities, indicators())


def read(document: Document) -> Reading:
    return document_read(document, names(), this_year=THIS_YEAR)


def read_grid(grid: Grid, *, merged: str = "", name: str = "表1", separator: str = "") -> Reading:
    """A sheet as its reader hands it over; `merged` as in “A1:B2 C3:C4”."""
    rows = []
    for number, values in enumerate(grid, 1):
        cells = {
            column: Cell(number, column, float(value) if isinstance(value, int) else value)
            for column, value in enumerate(values, 1)
            if value is not None and value != ""
        }
        rows += [Row(number, cells)] if cells else []
    areas = []
    for area in merged.split():
        left, top, right, bottom = range_boundaries(area)
        areas.append(Area(area, top, bottom, left, right))
    sheet = Sheet(name, tuple(rows), tuple(areas), separator=separator)
    return sheets_reading([sheet], names(), name="值.xlsx", this_year=THIS_YEAR)


def faults_of(reading: Reading) -> list[str]:
    return [refusal.fault.value for refusal in reading.refused]


def read_text(text: str, **options: str) -> Reading:
    return read(text_document(text, **options))


def values_of(reading: Reading) -> dict[tuple[str, str], float]:
    return {(e.city.adcode, e.indicator.code): e.value for e in reading.entries}


def places_of(reading: Reading) -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and fault of every refusal."""
    return [(r.sheet, r.row, r.column, r.fault.value) for r in reading.refused]
