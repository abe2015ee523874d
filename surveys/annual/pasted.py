"""A table as it comes out of a spreadsheet or a web page when it is pasted: a row a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.annual.layout import (
    COLUMNS,
    NUMBERING,
    RECEIVED,
    ROWS,
    TOTAL,
    Cells,
    Fault,
    Wrong,
    number_of,
    row_of,
)

# A line with one of these heads the columns.
_HEADS = ("自然人", "商业企业", "科研机构")
_GAPS = re.compile(r"[ \u3000]+")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_QUOTES = " \t\"'“”"


@dataclass(frozen=True)
class _Line:
    """A row of the table with what stands behind its label; `apart` where each cell had a line of
    its own, so that nobody can say where an empty one was."""

    row: str
    numbers: tuple[str, ...]
    apart: bool


def pasted_cells(text: str) -> tuple[Cells, list[Wrong]]:
    """Every row with all its columns; with anything wrong, the cells are not all there. Where no
    line is one of the table, that alone is wrong.

    A line holds its label, after that of its group where cells are merged, and then the numbers:
    the total alone or all seven columns. What a browser leaves out at the end of a line is blank.
    """
    lines = list(_lines(text))
    if not lines:
        return {}, [Wrong(Fault.NO_TABLE)]
    width = max(len(line.numbers) for line in lines)
    cells: Cells = {}
    found: list[Wrong] = []
    for line in lines:
        if line.row in cells:
            found.append(Wrong(Fault.ROW_TWICE, line.row))
            continue
        cells[line.row], wrong = _row(line, width)
        found += wrong
    found += (Wrong(Fault.NO_ROW, row) for row in ROWS if row not in cells)
    if not any(number.strip() for line in lines for number in line.numbers):
        found.insert(0, Wrong(Fault.NO_NUMBERS))
    return cells, found


def _lines(text: str) -> Iterator[_Line]:
    """The last label of a row, and what stands behind it; what stands above the first row of the
    table is none."""
    found = [line for line in map(_line, _joined(text)) if line is not None]
    first = next((at for at, line in enumerate(found) if line.row == RECEIVED), 0)
    yield from found[first:]


def _line(cells: tuple[list[str], bool]) -> _Line | None:
    parts, apart = cells
    named = [place for place, part in enumerate(parts) if row_of(part)]
    row = row_of(parts[named[-1]]) if named else None
    return None if row is None else _Line(row, _numbers(parts[named[-1] + 1 :]), apart)


def _joined(text: str) -> Iterator[tuple[list[str], bool]]:
    """The cells of each row, whatever lines a browser made of them: a label broken into several
    is one again, and numbers below a label are its own."""
    held: list[str] = []
    apart = False
    for line in _LINE_ENDS.split(_seen(text)):
        if not line.strip() or ("\t" in line and any(head in line for head in _HEADS)):
            continue
        parts = line.split("\t") if "\t" in line else _GAPS.split(line.strip())
        if held and _is_number(parts[0]):
            held, apart = held + parts, True
        elif held and _goes_on(held, parts):
            held = [*held[:-1], held[-1] + parts[0], *parts[1:]]
        else:
            yield held, apart
            held, apart = parts, False
    yield held, apart


def _seen(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _is_number(part: str) -> bool:
    return bool(part.strip()) and number_of(part) is not None


def _goes_on(held: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a line is the rest of the label before it: that has no number yet, and this begins
    neither a label nor an empty cell."""
    first = parts[0].strip(_QUOTES)
    if not first or not held[-1].strip() or any(_is_number(part) for part in held):
        return False
    return NUMBERING.match(first) is None and row_of(first) is None


def _numbers(parts: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells of a merged label in front, where there are more than columns."""
    rest = list(parts)
    while len(rest) > len(COLUMNS) and not rest[0].strip():
        rest.pop(0)
    while len(rest) > len(COLUMNS) and not rest[-1].strip():
        rest.pop()
    return tuple(rest)


def _row(line: _Line, width: int) -> tuple[dict[str, int], list[Wrong]]:
    names = (TOTAL,) if width <= 1 else COLUMNS
    count = len(line.numbers)
    unsure = line.apart and 0 < count < len(names)
    if count > len(names) or unsure or width not in (0, 1, len(COLUMNS)):
        text = f"{count} / {len(names)}"
        return dict.fromkeys(COLUMNS, 0), [Wrong(Fault.CELLS, line.row, said=text)]
    return cells_of(line.row, dict(zip(names, line.numbers, strict=False)))


def cells_of(row: str, texts: dict[str, str]) -> tuple[dict[str, int], list[Wrong]]:
    """Numbers by column; what is left out is zero."""
    found = {column: number_of(texts.get(column, "")) for column in COLUMNS}
    wrong = [
        Wrong(Fault.NO_NUMBER, row, column, texts[column])
        for column, number in found.items()
        if number is None
    ]
    return {column: number or 0 for column, number in found.items()}, wrong
