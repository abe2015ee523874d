"""One sheet, row by row: what each cell says about a city and an indicator, or why not."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.inputs.table.columns import (
    Column,
    Converting,
    conversion_of,
    long_column,
    title_problem,
)
from scoring.inputs.table.entries import Entry, Finding, Tally
from scoring.inputs.table.faults import Fault, Note
from scoring.inputs.table.layout import Layout, body_rows, header_again, merged_values
from scoring.inputs.table.names import Names
from scoring.inputs.table.places import Places, Wrong
from scoring.inputs.table.qualifiers import year_of
from scoring.inputs.table.ranges import year_problem
from scoring.inputs.table.units import Written, written_unit
from scoring.inputs.table.value_cells import cell_number, cell_year
from scoring.models import Indicator
from surveys.models import City
from surveys.sheets.cells import (
    Cell,
    Row,
    Sheet,
    areas_cells,
)
from surveys.sheets.faults import (
    Details,
    Problem,
    Refusal,
    Remark,
    SheetFault,
    SheetNote,
    shown,
)
from surveys.sheets.findings import Refuser
from surveys.sheets.numbers import comma_columns

MAX_SOURCE = 300


class SheetReader:
    """A sheet with its layout; refuses whole columns once, not in every row."""

    def __init__(self, sheet: Sheet, layout: Layout, names: Names, this_year: int) -> None:
        self.sheet = sheet
        self.layout = layout
        self.names = names
        self.this_year = this_year
        self.refuse = Refuser(sheet.name, layout.heading)
        self.first = layout.header.number
        self.body = tuple(body_rows(layout, sheet.rows))
        self.merged = merged_values(layout, sheet.merged, self.body)
        self.covered = frozenset(areas_cells(self.merged))
        self.unnamed: set[int] = set()
        self.roles = layout.roles
        self.places = Places(self.body, layout.roles.keys, names.cities)
        self.grouped = comma_columns(self.body, sheet.separator)
        self.unit_column = self._unit_column()
        self.about = layout.title_year or year_of(sheet.name)
        self.long: dict[str, Column | None] = {}
        self.tally = Tally(sheet.name)
        self.title_unit = layout.title_unit
        self.conversions: dict[tuple[Indicator, tuple[Written, ...], str], Converting] = {}
        self.columns = {
            number: column
            for number, column in (layout.columns or {}).items()
            if column.problem is None and self._column_problem(column) is None
        }

    def findings(self) -> Iterator[Finding]:
        if len(self.layout.years) > 1:
            years = "、".join(f"{year}年" for year in sorted(set(self.layout.years.values())))
            column = min(self.layout.years)
            yield self.refuse.at(self.first, column, "", Fault.SEVERAL_YEARS, years=years)
            return
        yield from self._header()
        for area in self.merged:
            yield self.refuse.merged(area)
        for row in self.body:
            again = header_again(self.layout, row)
            if again is not None:
                yield self.refuse.cell(again, Problem(SheetFault.SECOND_HEADER))
                break
            yield from self._row(row)
        yield from self.tally.remarks()

    def _header(self) -> Iterator[Finding]:
        layout = self.layout
        for column in layout.ignored:
            yield self.refuse.ignored(column)
        for column in sorted({*layout.unknown, *layout.years}):
            yield self.refuse.at(
                self.first, column, layout.heading(column), Fault.UNKNOWN_INDICATOR
            )
        for column, other in layout.repeated.items():
            yield self.refuse.twice(self.first, column, other)
        for number, found in (layout.columns or {}).items():
            problem = found.problem or self._column_problem(found)
            if problem is not None:
                yield self.refuse.cell(Cell(self.first, number, layout.heading(number)), problem)

    def _column_problem(self, column: Column) -> Problem | None:
        """A year of the heading that can be none, units there or above the table that fit no
        value of the column."""
        if column.year is not None:
            wrong = year_problem(column.year, this_year=self.this_year)
            if wrong is not None:
                return wrong
        against = title_problem(self.layout.head.titles, column.indicator)
        if against is not None:
            return against
        found = conversion_of(column.indicator, column.units, self.title_unit)
        asked = column.units or not self.unit_column
        return found if isinstance(found, Problem) and asked else None

    def _row(self, row: Row) -> Iterator[Finding]:
        wide = self.refuse.too_wide(row, self.layout.header.width)
        if wide is not None:
            yield wide
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
        former = self.places.former(row)
        if former is not None:
            details: Details = {"sheet": self.sheet.name, "row": row.number, "text": former.text}
            yield Remark(Note.FORMER_NAME, {**details, "city": city.name})
        for column, cell in values:
            yield self._entry(row, city, column, cell, *facts)

    def _remark(self, row: Row) -> Iterator[Remark]:
        """A row without values is nothing to refuse; text that is no city is mentioned, and a
        year alone is that of the rows below it."""
        if len(row.cells) == 1:
            (only,) = row.cells.values()
            self.about = year_of(only.text) or self.about
        cell = self.places.names_none(row)
        if cell is not None:
            text = shown(cell.text)
            details: Details = {"sheet": self.sheet.name, "row": row.number, "text": text}
            yield Remark(SheetNote.ROW_IGNORED, details)

    def _unnamed(self, row: Row) -> Iterator[Refusal]:
        """Values beside the table: a column without heading, or a number cut by a comma."""
        named = self.layout.header.cells.keys() | self.layout.head.lines.keys()
        for column in sorted(row.cells.keys() - named - self.unnamed):
            self.unnamed.add(column)
            yield self.refuse.at(row.number, column, row.cells[column].text, SheetFault.NO_HEADING)

    def _value_cells(self, row: Row) -> list[tuple[Column | None, Cell]]:
        layout = self.layout
        found: list[tuple[Column | None, Cell]]
        if layout.columns is not None:
            found = [
                (column, row.cells[number])
                for number, column in self.columns.items()
                if number in row.cells
            ]
        else:
            cell = row.cells.get(self.roles.value or 0)
            found = [(self._long_column(row), cell)] if cell else []
        return [pair for pair in found if (pair[1].row, pair[1].column) not in self.covered]

    def _long_column(self, row: Row) -> Column | None:
        name = row.cells.get(self.roles.indicator or 0)
        if name is None:
            return None
        if name.text not in self.long:
            heading = self.layout.heading(self.roles.value or 0)
            titles = self.layout.head.titles
            self.long[name.text] = long_column(name.text, heading, titles, self.names)
        return self.long[name.text]

    def _city(self, row: Row) -> City | Refusal:
        city = self.places.city(row)
        if city is None:
            column = self.roles.adcode or self.roles.city or 1
            return self.refuse.at(row.number, column, "", Fault.NO_CITY)
        return self.refuse.cell(city.cell, city.problem) if isinstance(city, Wrong) else city

    def _row_facts(self, row: Row) -> tuple[str, int | None] | Refusal:
        """Source and reference year of the row, which belong to all of its values."""
        source_cell = row.cells.get(self.roles.source or 0)
        source = source_cell.text.strip() if source_cell else ""
        if source_cell and len(source) > MAX_SOURCE:
            return self.refuse.at(
                row.number, source_cell.column, source, SheetFault.TOO_LONG, limit=MAX_SOURCE
            )
        year_cell = row.cells.get(self.roles.year or 0)
        if year_cell is None:
            return source, None
        year = cell_year(year_cell, this_year=self.this_year)
        return self.refuse.cell(year_cell, year) if isinstance(year, Problem) else (source, year)

    def _entry(
        self, row: Row, city: City, column: Column | None, cell: Cell, source: str, year: int | None
    ) -> Entry | Refusal:
        if column is None:
            return self._no_indicator(row, cell)
        if column.problem is not None:
            return self.refuse.cell(row.cells.get(self.roles.indicator or 0, cell), column.problem)
        if column.year is not None and year not in (None, column.year):
            return self.refuse.at(
                row.number, cell.column, cell.text, Fault.TWO_YEARS, year=column.year
            )
        conversion = self._conversion(row, column)
        if isinstance(conversion, Problem):
            return self.refuse.cell(cell, conversion)
        factor = conversion.factor if conversion else None
        indicator = column.indicator
        grouped = cell.column in self.grouped
        value = cell_number(cell, indicator, factor=factor, grouped=grouped)
        if isinstance(value, Problem):
            return self.refuse.cell(cell, value)
        wide = self.layout.columns is not None
        heading = self.layout.heading(cell.column) if wide else indicator.code
        self.tally.add(heading, indicator, conversion)
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
            year=column.year if year is None else year,
            about=year or column.year or self.about,
        )

    def _conversion(self, row: Row, column: Column) -> Converting:
        cell = row.cells.get(self.unit_column)
        text = cell.text if cell else ""
        if self.layout.columns is not None and written_unit(text) is None:
            text = ""  # of the row, not of its numbers: an office is a 单位 too
        key = (column.indicator, column.units, text)
        if key not in self.conversions:
            found = conversion_of(column.indicator, column.units, self.title_unit, text)
            self.conversions[key] = found
        return self.conversions[key]

    def _no_indicator(self, row: Row, cell: Cell) -> Refusal:
        name = row.cells.get(self.roles.indicator or 0)
        if name is None:
            column = self.roles.indicator or cell.column
            return self.refuse.at(cell.row, column, "", Fault.NO_INDICATOR)
        return self.refuse.at(cell.row, name.column, name.text, Fault.UNKNOWN_INDICATOR)

    def _unit_column(self) -> int:
        """0 where no column is one."""
        column = self.roles.unit or 0
        texts = [row.cells[column].text for row in self.body if column in row.cells]
        is_one = self.layout.columns is None or any(map(written_unit, texts))
        return column if is_one else 0
