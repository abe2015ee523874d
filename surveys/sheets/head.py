"""The lines of a header: one row or several, merged or not, and the titles above them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.sheets.cells import HEADER_ROWS, Area, Cell, Row
from surveys.sheets.faults import SheetFault
from surveys.sheets.headings import key_of
from surveys.sheets.numbers import problem_of

# So many rows below the first line of a header may belong to it.
_MOST_LINES = 3
_UNIT_LABELS = frozenset({"单位", "计量单位", "unit", "units"})
_UNIT_OF_ALL = re.compile(r"\s*[(（]?\s*(?:计量)?单位\s*[:：]")
# What a numbered list, a year or a value begins with; no line of a heading does, but for years.
_VALUE = re.compile(r"[+\-−]?[\d.,]+%?")


@dataclass(frozen=True)
class Line:
    """A text that stands over or under a column's heading; `spread` over several columns."""

    row: int
    column: int
    text: str
    spread: bool = False


@dataclass(frozen=True)
class Head:
    """`lines` from the top down, by column; `titles` belong to the whole table."""

    row: Row
    last: int
    lines: Mapping[int, tuple[Line, ...]]
    titles: tuple[str, ...]


def head_read(rows: Sequence[Row], merged: Sequence[Area], row: Row, keys: Collection[int]) -> Head:
    """The header around `row`, in which the columns `keys` say what each row of values is of."""
    areas = [area for area in merged if area.first_row <= HEADER_ROWS + _MOST_LINES]
    last = _last_line(rows, areas, row, keys)
    lines: dict[int, list[Line]] = {}
    titles: list[str] = []
    for other in rows:
        if other.number > last:
            break
        if other.number < row.number and _is_title(other, areas, keys):
            titles += [cell.text for cell in other.cells.values()]
            continue
        for column, line in _spread(other, areas, keys):
            of_all = other.number < row.number and _UNIT_OF_ALL.match(line.text)
            if of_all and _units_in(other) == 1:
                titles.append(line.text)
                continue
            lines.setdefault(column, []).append(line)
    return Head(row, last, {c: tuple(found) for c, found in lines.items()}, tuple(titles))


def _last_line(rows: Sequence[Row], areas: Sequence[Area], row: Row, keys: Collection[int]) -> int:
    last = row.number
    for area in areas:
        if area.first_row <= row.number <= area.last_row <= row.number + _MOST_LINES:
            last = max(last, area.last_row)
    for other in rows:
        if last < other.number == last + 1 <= row.number + _MOST_LINES and _is_line(other, keys):
            last = other.number
    return last


def _is_line(row: Row, keys: Collection[int]) -> bool:
    """A second line of headings: words alone, and nothing that the row would be a row of."""
    if any(
        key_of(row.cells[column].text) not in _UNIT_LABELS for column in keys if column in row.cells
    ):
        return False
    others = [cell for column, cell in row.cells.items() if column not in keys]
    return bool(others) and all(_is_word(cell) for cell in others)


def _is_word(cell: Cell) -> bool:
    return (
        isinstance(cell.value, str)
        and not _VALUE.fullmatch(cell.value.strip())
        and problem_of(cell.value) == SheetFault.NOT_A_NUMBER
    )


def _is_title(row: Row, areas: Sequence[Area], keys: Collection[int]) -> bool:
    """One text alone, over the whole table or over nothing in particular."""
    if len(row.cells) != 1:
        return False
    (column,) = row.cells
    area = _area_of(areas, row.number, column)
    first, last = (area.first_column, area.last_column) if area else (column, column)
    covers_keys = any(first <= key <= last for key in keys)
    return covers_keys or first == last


def _spread(row: Row, areas: Sequence[Area], keys: Collection[int]) -> Iterator[tuple[int, Line]]:
    for column, cell in sorted(row.cells.items()):
        area = _area_of(areas, row.number, column)
        last = min(area.last_column, column + 400) if area else column
        for covered in range(column, last + 1):
            if covered not in keys:
                yield covered, Line(row.number, column, cell.text, spread=last > column)


def _units_in(row: Row) -> int:
    return sum(1 for cell in row.cells.values() if _UNIT_OF_ALL.match(cell.text))


def _area_of(areas: Sequence[Area], row: int, column: int) -> Area | None:
    for area in areas:
        if area.first_row == row and area.first_column == column:
            return area
    return None
