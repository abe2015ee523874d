"""What a spreadsheet holds before anyone asks what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Every city and indicator in a row of its own, with year and source, has 145,584; what is
# larger is a mistake (or an attack) and is refused before it fills the memory.
MAX_CELLS = 200_000
MAX_ROW = 200_000
MAX_COLUMN = 400
# Of one cell; a quotation may have 4,000 characters, a source or a remark is shorter.
MAX_TEXT = 5000
# Titles may stand above a header, a whole table may not.
HEADER_ROWS = 10

Scalar = str | float | bool


class Oddity(StrEnum):
    """Why a cell's value is not what its reader sees on the screen."""

    NONE = ""
    PERCENT = "percent"
    SCALED = "scaled"
    DATE = "date"
    ERROR = "error"
    NO_RESULT = "no_result"


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell; `row` and `column` count from 1."""

    row: int
    column: int
    value: Scalar
    oddity: Oddity = Oddity.NONE

    @property
    def text(self) -> str:
        """As a person would type it: whole numbers without a point."""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row's filled cells; `width` counts the fields of a text line, empty ones too, and
    is 0 in a workbook, where no separator can shift a value."""

    number: int
    cells: Mapping[int, Cell]
    width: int = 0


@dataclass(frozen=True)
class Area:
    """A merged block of cells, bounds included."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def cells(self) -> Iterator[tuple[int, int]]:
        for row in range(self.first_row, self.last_row + 1):
            for column in range(self.first_column, self.last_column + 1):
                yield row, column


@dataclass(frozen=True)
class Sheet:
    """One table with its filled rows alone, in order."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    # Rows at the top and columns at the left that stay in view.
    panes: tuple[int, int] = (0, 0)
    # Whether its days are counted from 1904, as programs for the Macintosh did.
    since_1904: bool = False
    # Of the fields of a text; empty in a workbook.
    separator: str = ""
    # Why it could not be read to its end: a code, and the line of a text; else empty.
    fault: tuple[str | int, ...] = ()


def letters(column: int) -> str:
    """The column's letters as spreadsheets show them: 1 is A, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def spans(numbers: Sequence[int], named: Callable[[int], str]) -> str:
    """Sorted numbers as runs: 3, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(named, run)) for run in runs)


def areas_cells(areas: Sequence[Area]) -> Iterator[tuple[int, int]]:
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


def filled(rows: Sequence[Row], first: int) -> Iterator[Row]:
    """Rows from number `first` on."""
    return (row for row in rows if row.number >= first)
