"""Tables with one record a row, read by a specification of their columns: what is refused is
told cell by cell, and nothing of a row with a refused cell is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.files.document import Document
from surveys.limited.call import limited_call
from surveys.sheets.cells import HEADER_ROWS, Area, Cell, Oddity, Row, Sheet, areas_cells, filled
from surveys.sheets.faults import (
    Details,
    Problem,
    Refusal,
    Remark,
    SheetFault,
    SheetNote,
    shown,
)
from surveys.sheets.findings import (
    Gathered,
    Refuser,
    gather,
    in_order,
    sheet_hidden,
    sheet_unread,
)
from surveys.sheets.headings import heading_split, key_of
from surveys.sheets.numbers import tidy
from surveys.sheets.reading import sheets_read

MAX_RECORDS = 30_000


@dataclass(frozen=True)
class Field:
    """A column to be read: `headings` that name it, the first one as it is asked for; `read`
    gives a cell's value or says what is wrong with it. A `needed` one is never empty."""

    name: str
    headings: tuple[str, ...]
    read: Callable[[Cell], object | Problem]
    needed: bool = True

    def is_named(self, text: str) -> bool:
        keys = {key_of(heading) for heading in self.headings}
        return key_of(text) in keys or key_of(heading_split(text).name) in keys


@dataclass(frozen=True)
class Record:
    """A row in which nothing is refused; an empty field has no value. One that is `refused` holds
    what else could be read of it, for whoever asked for such rows too."""

    place: Refuser
    row: int
    cells: Mapping[str, Cell]
    values: Mapping[str, Any]
    columns: Mapping[str, int]
    refused: bool = False

    def refuse(self, name: str, problem: Problem) -> Refusal:
        """For what shows only beside other rows or in the database; at the cell, empty or not."""
        cell = self.cells.get(name)
        column = self.columns.get(name) or min(self.columns.values(), default=1)
        return self.place.cell(cell or Cell(self.row, column, ""), problem)


@dataclass(frozen=True)
class _Head:
    """The header's row; `columns` by field, `twice` later columns of one field."""

    row: Row
    columns: Mapping[str, int]
    twice: Mapping[int, int]

    def heading(self, column: int) -> str:
        cell = self.row.cells.get(column)
        return cell.text if cell else ""

    def is_said_again(self, row: Row) -> bool:
        """Behind the end of a page."""
        return bool(row.cells) and all(
            key_of(cell.text) == key_of(self.heading(column)) for column, cell in row.cells.items()
        )


def records_read(
    document: Document, fields: Sequence[Field], *, ask: Callable[..., Any] = limited_call
) -> Gathered[Record]:
    """Every row of the file; `Refused` where it is no table, or holds no row at all."""

    def has_head(rows: Sequence[Row], _strict: bool) -> bool:
        return has_columns(rows, fields)

    sheets = sheets_read(document, has_head, ask=ask)
    found: Gathered[Record] = gather(
        (finding for sheet in sheets for finding in sheet_records(sheet, fields)),
        name=document.name,
        most=MAX_RECORDS,
    )
    return Gathered(found.entries, tuple(in_order(found.refused, sheets)), found.remarks)


def sheet_records(
    sheet: Sheet, fields: Sequence[Field], *, refused: bool = False
) -> Iterator[Record | Refusal | Remark]:
    """What one sheet gives; with `refused` its refused rows too, behind what is refused of them."""
    unread = sheet_unread(sheet)
    if unread is not None:
        yield unread
        return
    yield from sheet_hidden(sheet)
    head = _head(sheet.rows, fields)
    if head is None:
        columns = "、".join(field.headings[0] for field in fields if field.needed)
        problem = Problem(SheetFault.NO_COLUMNS, {"rows": HEADER_ROWS, "columns": columns})
        yield Refusal(sheet.name, sheet.rows[0].number, "", "", "", problem)
        return
    merged = tuple(area for area in sheet.merged if area.last_row > head.row.number)
    yield from _structure(sheet, head, merged)
    place = Refuser(sheet.name, head.heading)
    covered = frozenset(areas_cells(merged))
    for row in filled(sheet.rows, head.row.number + 1):
        for found in _row(place, head, fields, row, covered) if not head.is_said_again(row) else ():
            if refused or not (isinstance(found, Record) and found.refused):
                yield found


def has_columns(rows: Sequence[Row], fields: Sequence[Field]) -> bool:
    """Whether one of the first rows is the header of such a table."""
    return _head(rows, fields) is not None


def _head(rows: Sequence[Row], fields: Sequence[Field]) -> _Head | None:
    """The first row among the first ten that names every needed column."""
    needed = {field.name for field in fields if field.needed}
    for row in rows:
        if row.number > HEADER_ROWS:
            break
        columns: dict[str, int] = {}
        twice: dict[int, int] = {}
        for column, cell in sorted(row.cells.items()):
            for field in fields:
                if field.is_named(cell.text):
                    first = columns.setdefault(field.name, column)
                    if first != column:
                        twice[column] = first
                    break
        if needed <= columns.keys():
            return _Head(row, columns, twice)
    return None


def _structure(sheet: Sheet, head: _Head, merged: Sequence[Area]) -> Iterator[Refusal | Remark]:
    place = Refuser(sheet.name, head.heading)
    for column, first in head.twice.items():
        yield place.twice(head.row.number, column, first)
    for column in sorted(head.row.cells.keys() - set(head.columns.values()) - head.twice.keys()):
        yield place.ignored(column)
    for area in merged:
        yield place.merged(area)


def _row(
    place: Refuser,
    head: _Head,
    fields: Sequence[Field],
    row: Row,
    covered: frozenset[tuple[int, int]],
) -> Iterator[Record | Refusal | Remark]:
    wide = place.too_wide(row, head.row.width)
    if wide is not None:
        yield wide
        return
    cells = {
        name: row.cells[column] for name, column in head.columns.items() if column in row.cells
    }
    if not cells:
        text = shown(next(iter(row.cells.values())).text)
        details: Details = {"sheet": place.sheet, "row": row.number, "text": text}
        yield Remark(SheetNote.ROW_IGNORED, details)
        return
    values: dict[str, Any] = {}
    refused = any((row.number, cell.column) in covered for cell in cells.values())
    for field in fields:
        found = _field(place, head, field, row.number, cells.get(field.name))
        if isinstance(found, Refusal):
            refused = True
            yield found
        elif found is not None:
            values[field.name] = found
    yield Record(place, row.number, cells, values, head.columns, refused)


def _field(
    place: Refuser, head: _Head, field: Field, row: int, cell: Cell | None
) -> object | Refusal | None:
    # A formula without a result is no empty cell: what stood there is not known.
    if cell is None or not (tidy(cell.text) or cell.oddity is Oddity.NO_RESULT):
        if not field.needed:
            return None
        return place.at(row, head.columns[field.name], "", SheetFault.EMPTY)
    value = field.read(cell)
    return place.cell(cell, value) if isinstance(value, Problem) else value
