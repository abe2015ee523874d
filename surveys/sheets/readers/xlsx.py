"""Workbooks as filled cells: sparse rows, formats, merged areas, results of formulas."""

from __future__ import annotations

import datetime
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

# Worksheets in read-only mode fill every gap with empty cells, lose the merged areas and
# cannot say whether a cell has a formula; the parser below them knows all three.
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from surveys.limited.fault import Fault
from surveys.sheets.cells import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    Area,
    Cell,
    Oddity,
    Row,
    Sheet,
)
from surveys.sheets.readers.bounds import TooMuch, workbook_weigh
from surveys.sheets.readers.formats import EAST_ASIAN_DATES, is_date, is_percent, is_scaled, padded
from surveys.sheets.readers.strict import transitional
from surveys.sheets.readers.texts import plain_text, spelt_out

# The cell type of a formula whose result is text, which may be empty and is a result.
EMPTY_TEXT = "str"
_BROKEN = (
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    OSError,
    RuntimeError,
    AssertionError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
)
_NO_CELL: dict[str, Any] = {}
_DATES = (datetime.date, datetime.time, datetime.timedelta)


def workbook_read(content: bytes) -> list[Sheet]:
    """All worksheets in order, hidden ones by name alone; `Fault` where it is broken or huge."""
    try:
        workbook_weigh(content)
        book = load_workbook(io.BytesIO(transitional(content)), read_only=True, data_only=True)
        try:
            return list(_sheets(book))
        finally:
            book.close()
    except TooMuch as error:
        raise Fault("table_too_large") from error
    except _BROKEN as error:
        raise Fault("no_workbook") from error


class _Parser(WorkSheetParser):
    """Results of formulas, with a mark where a formula has none; rows in their order.

    A number given twice, or out of order, is what no spreadsheet program writes, and each
    reads it in its own way.
    """

    row_counter: int
    col_counter: int

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        before = self.row_counter
        number, cells = super().parse_row(row)
        if number <= before:
            raise ValueError(f"row {number} stands behind row {before}")
        return number, [cell for cell in cells if cell]

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if len(element) == 0:  # formatted and empty: only its place counts
            place = element.get("r")
            self.col_counter = coordinate_to_tuple(place)[1] if place else self.col_counter + 1
            return _NO_CELL
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG) is not None
        empty = not element.findtext(VALUE_TAG) and element.get("t") != EMPTY_TEXT
        return {**cell, "no_result": formula and empty}


def _sheets(book: Any) -> Iterator[Sheet]:
    left = MAX_CELLS
    odd = _odd_styles(book)
    for worksheet in book.worksheets:
        if worksheet.sheet_state != "visible":
            yield Sheet(worksheet.title, (), hidden=True)
            continue
        sheet = _sheet(book, worksheet, odd, left)
        left -= sum(len(row.cells) for row in sheet.rows)
        yield sheet


def _odd_styles(book: Any) -> dict[int, Oddity]:
    """Styles that show another number than the cell holds; those of dates that the library
    does not know are told to it."""
    found = {}
    for position, number, code in _formats(book):
        if is_percent(code):
            found[position] = Oddity.PERCENT
        elif is_scaled(code):
            found[position] = Oddity.SCALED
        elif number in EAST_ASIAN_DATES or is_date(code):
            book._date_formats.add(position)
    return found


def _formats(book: Any) -> Iterator[tuple[int, int, str]]:
    """Each style with the number and the code of its format."""
    for position, style in enumerate(book._cell_styles):
        number = style.numFmtId
        custom = number - BUILTIN_FORMATS_MAX_SIZE
        if custom >= 0:
            yield position, number, str(book._number_formats[custom])
        else:
            yield position, number, str(BUILTIN_FORMATS.get(number, ""))


def _sheet(book: Any, worksheet: Any, odd: dict[int, Oddity], allowed: int) -> Sheet:
    rows: list[Row] = []
    codes = {position: code for position, _number, code in _formats(book)}
    with worksheet._get_source() as source:
        parser = _Parser(
            source,
            worksheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, raw in parser.parse():
            cells = {}
            for item in raw:
                cell = _cell(odd, codes, **item)
                if cell is not None:
                    if cell.row != number or cell.column in cells:
                        raise ValueError(f"row {number} holds a cell twice or of another row")
                    cells[cell.column] = cell
            if not cells:
                continue  # formatted down to the last row that there is
            allowed -= len(cells)
            if allowed < 0 or number > MAX_ROW or max(cells) > MAX_COLUMN:
                raise TooMuch
            rows.append(Row(number, cells))
    areas = parser.merged_cells.mergeCell if parser.merged_cells else ()
    return Sheet(
        worksheet.title,
        tuple(rows),
        tuple(_area(area) for area in areas),
        hidden_rows=_hidden_rows(parser, rows),
        hidden_columns=_hidden_columns(parser, rows),
        panes=_panes(parser),
        since_1904=book.epoch == CALENDAR_MAC_1904,
    )


def _panes(parser: _Parser) -> tuple[int, int]:
    """What is frozen; parts that are only split apart are not."""
    views = parser.views.sheetView if parser.views else ()
    pane = next((view.pane for view in views if view.pane is not None), None)
    if pane is None or pane.state not in ("frozen", "frozenSplit"):
        return 0, 0
    rows, columns = int(pane.ySplit or 0), int(pane.xSplit or 0)
    return min(max(rows, 0), MAX_ROW), min(max(columns, 0), MAX_COLUMN)


def _hidden_rows(parser: _Parser, rows: list[Row]) -> tuple[int, ...]:
    """Those that hold something; a filter hides rows too."""
    sizes = parser.row_dimensions
    return tuple(row.number for row in rows if _is_hidden(sizes.get(str(row.number), {}), "ht"))


def _hidden_columns(parser: _Parser, rows: list[Row]) -> tuple[int, ...]:
    filled = {column for row in rows for column in row.cells}
    spans = [
        (int(size["min"]), int(size.get("max", size["min"])))
        for size in parser.column_dimensions.values()
        if _is_hidden(size, "width")
    ]
    return tuple(c for c in sorted(filled) if any(low <= c <= high for low, high in spans))


def _is_hidden(size: dict[str, str], extent: str) -> bool:
    return size.get("hidden") in ("1", "true") or size.get(extent) in ("0", "0.0")


def _area(area: Any) -> Area:
    return Area(area.coord, area.min_row, area.max_row, area.min_col, area.max_col)


def _cell(
    odd: dict[int, Oddity], codes: dict[int, str], *, no_result: bool, **item: Any
) -> Cell | None:
    value, row, column = item["value"], item["row"], item["column"]
    if no_result:
        return Cell(row, column, "", Oddity.NO_RESULT)
    if isinstance(value, str):
        value = plain_text(spelt_out(value))
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if item["data_type"] == "e":
        return Cell(row, column, str(value), Oddity.ERROR)
    if isinstance(value, _DATES):
        return Cell(row, column, _date_text(value), Oddity.DATE)
    if isinstance(value, bool):
        return Cell(row, column, value)
    if isinstance(value, str):
        return Cell(row, column, value[:MAX_TEXT])
    if zeros := padded(float(value), codes.get(item["style_id"], "")):
        return Cell(row, column, zeros)
    return Cell(row, column, float(value), odd.get(item["style_id"], Oddity.NONE))


def _date_text(value: Any) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        value = value.date()
    return str(value)
