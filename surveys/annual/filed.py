"""A table that comes as a file: a workbook, a text or a saved page, in which every cell has its
place and an empty one is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveys.annual.layout import (
    COLUMNS,
    RECEIVED,
    ROWS,
    TOTAL,
    Cells,
    Fault,
    Wrong,
    number_of,
    row_of,
)
from surveys.annual.pasted import cells_of
from surveys.sheets.cells import Oddity, Row, Sheet

Named = tuple[str, Row, int]


def filed_cells(sheets: Sequence[Sheet]) -> tuple[Cells, list[Wrong]]:
    """Of the sheet that names the most rows: all columns of each; with anything wrong, the cells
    are not all there. The total stands in the last column that holds a number, the kinds of
    applicants in the six before it, where any of them does."""
    named = max((_named(sheet) for sheet in sheets), key=len, default=[])
    places = _places(named)
    cells: Cells = {}
    found: list[Wrong] = []
    for row, line, _label in named:
        if row in cells:
            found.append(Wrong(Fault.ROW_TWICE, row))
            continue
        cells[row], wrong = cells_of(row, {c: _text(line, at) for c, at in places.items()})
        found += wrong
    found += (Wrong(Fault.NO_ROW, row) for row in ROWS if row not in cells)
    if named and not places:
        found.insert(0, Wrong(Fault.NO_NUMBERS))
    return cells, found


def _named(sheet: Sheet) -> list[Named]:
    """From the first row of the table on; above it heads of columns say 总计 too."""
    found = list(_labelled(sheet))
    first = next((at for at, (row, _line, _label) in enumerate(found) if row == RECEIVED), 0)
    return found[first:]


def _labelled(sheet: Sheet) -> Iterator[Named]:
    """Rows with the last of their cells that names one of the table's, and its column."""
    for line in sheet.rows:
        labels = [(at, row_of(cell.text)) for at, cell in sorted(line.cells.items())]
        known = [(at, row) for at, row in labels if row]
        if known:
            at, row = known[-1]
            yield str(row), line, at


def _places(named: Sequence[Named]) -> Mapping[str, int]:
    """The column of the sheet for each column of the table."""
    held = {
        at
        for _row, line, label in named
        for at, cell in line.cells.items()
        if at > label and cell.text.strip() and number_of(cell.text) is not None
    }
    if not held:
        return {}
    last = max(held)
    first = last - len(COLUMNS) + 1
    if not any(first <= at < last for at in held):
        return {TOTAL: last}
    return {column: first + place for place, column in enumerate(COLUMNS)}


def _text(line: Row, at: int) -> str:
    """Of a formula without a stored result its sign alone, which is no number."""
    cell = line.cells.get(at)
    if cell is None:
        return ""
    return "=" if cell.oddity is Oddity.NO_RESULT else cell.text
