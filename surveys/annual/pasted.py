"""A table as it comes out of a spreadsheet or a web page when it is pasted: a row a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from surveys.annual.layout import (
    COLUMNS,
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


def pasted_cells(text: str) -> tuple[Cells, list[Wrong]]:
    """Every row with all its columns; with anything wrong, the cells are not all there.

    A line holds its label, after that of its group where cells are merged, and then the numbers:
    the total alone or all seven columns. What a browser leaves out at the end of a line is blank.
    """
    lines = list(_lines(text))
    width = max((len(numbers) for _row, numbers in lines), default=0)
    cells: Cells = {}
    found: list[Wrong] = []
    for row, numbers in lines:
        if row in cells:
            found.append(Wrong(Fault.ROW_TWICE, row))
            continue
        cells[row], wrong = _row(row, numbers, width)
        found += wrong
    found += (Wrong(Fault.NO_ROW, row) for row in ROWS if row not in cells)
    return cells, found


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """The last label of a line that names a row, and what stands behind it."""
    for line in text.splitlines():
        if any(head in line for head in _HEADS):
            continue
        parts = line.split("\t") if "\t" in line else _GAPS.split(line.strip())
        named = [place for place, part in enumerate(parts) if row_of(part)]
        if named:
            row = row_of(parts[named[-1]])
            if row is not None:
                yield row, _numbers(parts[named[-1] + 1 :])


def _numbers(parts: Sequence[str]) -> list[str]:
    """Without the empty cells of a merged label in front, where there are more than columns."""
    rest = list(parts)
    while len(rest) > len(COLUMNS) and not rest[0].strip():
        rest.pop(0)
    while len(rest) > len(COLUMNS) and not rest[-1].strip():
        rest.pop()
    return rest


def _row(row: str, numbers: Sequence[str], width: int) -> tuple[dict[str, int], list[Wrong]]:
    names = (TOTAL,) if width <= 1 else COLUMNS
    if len(numbers) > len(names) or width not in (0, 1, len(COLUMNS)):
        text = f"{len(numbers)} / {len(names)}"
        return dict.fromkeys(COLUMNS, 0), [Wrong(Fault.CELLS, row, said=text)]
    return cells_of(row, dict(zip(names, numbers, strict=False)))


def cells_of(row: str, texts: dict[str, str]) -> tuple[dict[str, int], list[Wrong]]:
    """Numbers by column; what is left out is zero."""
    found = {column: number_of(texts.get(column, "")) for column in COLUMNS}
    wrong = [
        Wrong(Fault.NO_NUMBER, row, column, texts[column])
        for column, number in found.items()
        if number is None
    ]
    return {column: number or 0 for column, number in found.items()}, wrong
