"""One sheet, row by row: what each cell says about a city and an indicator, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.intake.faults import Fault
from scoring.intake.layout import Layout, Names, layout_find
from scoring.intake.value_cells import cell_number, cell_year
from scoring.models import Indicator
from surveys.models import City
from surveys.sheets.cells import HEADER_ROWS, MAX_CELLS, Area, Cell, Row, Sheet, filled, letters
from surveys.sheets.faults import (
    Detail,
    Problem,
    Refusal,
    Remark,
    SheetFault,
    SheetNote,
    Worded,
    shown,
)

MAX_SOURCE = 300
EXPLANATIONS = frozenset({"说明", "使用说明", "填写说明", "instructions", "notes", "readme"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A readable value of one cell, and where it stands."""

    sheet: str
    row: int
    column: int
    heading: str
    shown: str
    city: City
    indicator: Indicator
    value: float
    source: str
    year: int | None

    @property
    def cell(self) -> tuple[int, int]:
        return self.city.pk, self.indicator.pk

    def refuse(self, problem: Problem) -> Refusal:
        column = letters(self.column)
        return Refusal(self.sheet, self.row, column, self.heading, shown(self.shown), problem)


Finding = Entry | Refusal | Remark


def sheet_findings(sheet: Sheet, names: Names, *, this_year: int) -> Iterator[Finding]:
    """Everything that the sheet says, in its order; duplicates are found later, across sheets."""
    if sheet.hidden:
        yield Remark(SheetNote.HIDDEN_SHEET, {"sheet": sheet.name})
    elif not sheet.rows:
        yield Remark(SheetNote.EMPTY_SHEET, {"sheet": sheet.name})
    elif sheet.name.strip().casefold() in EXPLANATIONS:
        yield Remark(SheetNote.EXPLANATIONS, {"sheet": sheet.name})
    else:
        layout = layout_find(sheet.rows, names)
        if layout is None:
            problem = Problem(Fault.NO_HEADER, {"rows": HEADER_ROWS})
            yield Refusal(sheet.name, sheet.rows[0].number, "", "", "", problem)
        else:
            yield from _Reader(sheet, layout, names, this_year).findings()


class _Reader:
    """A sheet with its layout; refuses whole columns once, not in every row."""

    def __init__(self, sheet: Sheet, layout: Layout, names: Names, this_year: int) -> None:
        self.sheet = sheet
        self.layout = layout
        self.names = names
        self.this_year = this_year
        self.first = layout.header.number
        self.merged = tuple(area for area in sheet.merged if area.last_row >= self.first)
        self.covered = frozenset(_covered(self.merged))
        self.unnamed: set[int] = set()

    def findings(self) -> Iterator[Finding]:
        yield from self._header()
        yield from self._merged()
        for row in filled(self.sheet.rows, self.first + 1):
            yield from self._row(row)

    def _refusal(
        self, row: int, column: int, value: str, fault: Worded, **details: str | int
    ) -> Refusal:
        return Refusal(
            self.sheet.name,
            row,
            letters(column),
            shown(self.layout.heading(column)),
            shown(value),
            Problem(fault, details),
        )

    def _header(self) -> Iterator[Finding]:
        for column in self.layout.ignored:
            heading = shown(self.layout.heading(column))
            yield Remark(SheetNote.COLUMN_IGNORED, {"sheet": self.sheet.name, "heading": heading})
        for column in self.layout.unknown:
            heading = self.layout.heading(column)
            yield self._refusal(self.first, column, heading, Fault.UNKNOWN_INDICATOR)
        for column, other in (self.layout.repeated or {}).items():
            heading = self.layout.heading(column)
            yield self._refusal(
                self.first, column, heading, SheetFault.TWICE_IN_HEADER, other=letters(other)
            )

    def _merged(self) -> Iterator[Finding]:
        for area in self.merged:
            yield self._refusal(
                area.first_row, area.first_column, "", SheetFault.MERGED, area=area.name
            )

    def _row(self, row: Row) -> Iterator[Finding]:
        expected = self.layout.header.width
        if row.width > expected:
            details = {"fields": row.width, "expected": expected}
            yield self._refusal(row.number, expected + 1, "", SheetFault.TOO_WIDE, **details)
            return
        yield from self._unnamed(row)
        values = self._value_cells(row)
        if not values:
            yield from self._remark(row)
            return
        city = self._city(row)
        if isinstance(city, Refusal):
            yield city
            return
        facts = self._row_facts(row)
        if isinstance(facts, Refusal):
            yield facts
            return
        for indicator, cell in values:
            yield self._entry(row, city, indicator, cell, *facts)

    def _remark(self, row: Row) -> Iterator[Remark]:
        """A row without values is nothing to refuse; text that is no city is mentioned."""
        for column in (self.layout.adcode, self.layout.city):
            cell = row.cells.get(column or 0)
            if cell is not None and self.names.city(cell.text) is None:
                text = shown(cell.text)
                details: dict[str, Detail] = {
                    "sheet": self.sheet.name,
                    "row": row.number,
                    "text": text,
                }
                yield Remark(SheetNote.ROW_IGNORED, details)
                return

    def _unnamed(self, row: Row) -> Iterator[Refusal]:
        """Values beside the table: a column without heading, or a number cut by a comma."""
        for column in sorted(row.cells.keys() - self.layout.header.cells.keys() - self.unnamed):
            self.unnamed.add(column)
            yield self._refusal(row.number, column, row.cells[column].text, SheetFault.NO_HEADING)

    def _value_cells(self, row: Row) -> list[tuple[Indicator | None, Cell]]:
        layout = self.layout
        if layout.indicators is not None:
            found: list[tuple[Indicator | None, Cell]] = [
                (indicator, row.cells[column])
                for column, indicator in layout.indicators.items()
                if column in row.cells
            ]
        else:
            cell = row.cells.get(layout.value or 0)
            name = row.cells.get(layout.indicator or 0)
            found = [(self.names.indicator(name.text) if name else None, cell)] if cell else []
        return [
            (indicator, cell)
            for indicator, cell in found
            if (cell.row, cell.column) not in self.covered
        ]

    def _city(self, row: Row) -> City | Refusal:
        places = [
            row.cells[column]
            for column in (self.layout.adcode, self.layout.city)
            if column is not None and column in row.cells
        ]
        if not places:
            column = self.layout.adcode or self.layout.city or 1
            return self._refusal(row.number, column, "", Fault.NO_CITY)
        cities = []
        for place in places:
            city = self.names.city(place.text)
            if city is None:
                return self._refusal(row.number, place.column, place.text, Fault.UNKNOWN_CITY)
            cities.append(city)
        if len({city.pk for city in cities}) > 1:
            other = ", ".join(f"{city.adcode} {city.name}" for city in cities)
            place = places[1]
            return self._refusal(
                row.number, place.column, place.text, Fault.TWO_CITIES, other=other
            )
        return cities[0]

    def _row_facts(self, row: Row) -> tuple[str, int | None] | Refusal:
        """Source and reference year of the row, which belong to all of its values."""
        source_cell = row.cells.get(self.layout.source or 0)
        source = source_cell.text.strip() if source_cell else ""
        if source_cell and len(source) > MAX_SOURCE:
            return self._refusal(
                row.number, source_cell.column, source, SheetFault.TOO_LONG, limit=MAX_SOURCE
            )
        year_cell = row.cells.get(self.layout.year or 0)
        if year_cell is None:
            return source, None
        year = cell_year(year_cell, this_year=self.this_year)
        return self._problem(year_cell, year) if isinstance(year, Problem) else (source, year)

    def _problem(self, cell: Cell, problem: Problem) -> Refusal:
        heading = shown(self.layout.heading(cell.column))
        column = letters(cell.column)
        value = shown(cell.text)
        return Refusal(self.sheet.name, cell.row, column, heading, value, problem)

    def _entry(
        self,
        row: Row,
        city: City,
        indicator: Indicator | None,
        cell: Cell,
        source: str,
        year: int | None,
    ) -> Entry | Refusal:
        if indicator is None:
            return self._no_indicator(row, cell)
        value = cell_number(cell, indicator)
        if isinstance(value, Problem):
            return self._problem(cell, value)
        heading = self.layout.heading(cell.column) if self.layout.indicators else indicator.code
        return Entry(
            sheet=self.sheet.name,
            row=cell.row,
            column=cell.column,
            heading=shown(heading),
            shown=cell.text,
            city=city,
            indicator=indicator,
            value=value,
            source=source,
            year=year,
        )

    def _no_indicator(self, row: Row, cell: Cell) -> Refusal:
        name = row.cells.get(self.layout.indicator or 0)
        if name is None:
            column = self.layout.indicator or cell.column
            return self._refusal(cell.row, column, "", Fault.NO_INDICATOR)
        return self._refusal(cell.row, name.column, name.text, Fault.UNKNOWN_INDICATOR)


def _covered(areas: tuple[Area, ...]) -> Iterator[tuple[int, int]]:
    """Cells under merged areas; an absurdly large area counts by its corner, which holds
    its only value."""
    left = MAX_CELLS
    for area in areas:
        size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
        if size > left:
            yield area.first_row, area.first_column
        else:
            left -= size
            yield from area.cells()
