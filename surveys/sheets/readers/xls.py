"""Workbooks of Excel 97 to 2003 (BIFF), with their formats: a cell that shows 95% holds 0.95."""

from __future__ import annotations

import os
import struct
from typing import IO, Any

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_TEXT

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
    letters,
)
from surveys.sheets.readers.formats import EAST_ASIAN_DATES, is_date, is_percent, is_scaled, padded
from surveys.sheets.readers.texts import plain_text

_BROKEN = (
    *(xlrd.XLRDError, ValueError, IndexError, KeyError, TypeError, AttributeError),
    *(AssertionError, struct.error, OverflowError, UnicodeError, NotImplementedError, EOFError),
)


def xls_read(content: bytes) -> list[Sheet]:
    """All worksheets in order, hidden ones by name alone."""
    try:
        with open(os.devnull, "w") as nowhere:
            return _book_read(content, nowhere)
    except _BROKEN as error:
        raise Fault("no_workbook") from error


def _book_read(content: bytes, nowhere: IO[str]) -> list[Sheet]:
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=nowhere)
    left = MAX_CELLS
    sheets = []
    for sheet in book.sheets():
        if sheet.visibility:
            sheets.append(Sheet(sheet.name, (), hidden=True))
            continue
        rows = _rows(book, sheet)
        left -= sum(len(row.cells) for row in rows)
        widest = max((max(row.cells) for row in rows), default=0)
        if left < 0 or sheet.nrows > MAX_ROW or widest > MAX_COLUMN:
            raise Fault("table_too_large")
        sheets.append(_sheet(sheet, rows, since_1904=bool(book.datemode)))
    return sheets


def _rows(book: Any, sheet: Any) -> tuple[Row, ...]:
    rows = []
    for number in range(sheet.nrows):
        cells = {}
        for column in range(sheet.row_len(number)):
            cell = _cell(book, sheet, number, column)
            if cell is not None:
                cells[column + 1] = cell
        if cells:
            rows.append(Row(number + 1, cells))
    return tuple(rows)


def _sheet(sheet: Any, rows: tuple[Row, ...], *, since_1904: bool) -> Sheet:
    filled = {column for row in rows for column in row.cells}
    return Sheet(
        sheet.name,
        rows,
        tuple(_area(*area) for area in sheet.merged_cells),
        hidden_rows=tuple(
            row.number for row in rows if _hidden(sheet.rowinfo_map.get(row.number - 1))
        ),
        hidden_columns=tuple(
            column for column in sorted(filled) if _hidden(sheet.colinfo_map.get(column - 1))
        ),
        panes=(
            (min(sheet.horz_split_pos, MAX_ROW), min(sheet.vert_split_pos, MAX_COLUMN))
            if sheet.panes_are_frozen
            else (0, 0)
        ),
        since_1904=since_1904,
    )


def _hidden(info: Any) -> bool:
    return bool(info is not None and info.hidden)


def _area(first: int, end: int, left: int, right: int) -> Area:
    """The library's ends are not included."""
    name = f"{letters(left + 1)}{first + 1}:{letters(right)}{end}"
    return Area(name, first + 1, end, left + 1, right)


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell | None:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == XL_CELL_TEXT:
        value = plain_text(value)
    place = (row + 1, column + 1)
    if value == "" or (kind == XL_CELL_TEXT and not value.strip()):
        return None
    if kind == XL_CELL_TEXT:
        return Cell(*place, value[:MAX_TEXT])
    if kind == XL_CELL_BOOLEAN:
        return Cell(*place, bool(value))
    if kind == XL_CELL_ERROR:
        return Cell(*place, xlrd.error_text_from_code.get(value, "#"), Oddity.ERROR)
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    known = book.format_map.get(style.format_key)
    code = known.format_str if known else ""
    if kind == XL_CELL_DATE or style.format_key in EAST_ASIAN_DATES or is_date(code):
        return Cell(*place, _date_text(book, value), Oddity.DATE)
    if zeros := padded(value, code):
        return Cell(*place, zeros)
    odd = Oddity.PERCENT if is_percent(code) else Oddity.SCALED if is_scaled(code) else Oddity.NONE
    return Cell(*place, float(value), odd)


def _date_text(book: Any, value: float) -> str:
    try:
        moment = xlrd.xldate_as_datetime(value, book.datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return str(value)
    return str(moment.date() if moment.time() == type(moment).min.time() else moment)
