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
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException

# Worksheets in read-only mode fill every gap with empty cells, lose the merged areas and
# cannot say whether a cell has a formula; the parser below them knows all three.
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.bounds import TooMuch, workbook_weigh
from surveys.sheets.cells import MAX_CELLS, MAX_COLUMN, MAX_ROW, Area, Cell, Oddity, Row, Sheet

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


def workbook_read(document: Document) -> list[Sheet]:
    """All worksheets in order, hidden ones by name alone; `Refused` where it is broken or huge."""
    try:
        workbook_weigh(document.content)
        book = load_workbook(io.BytesIO(document.content), read_only=True, data_only=True)
        try:
            return list(_sheets(book, document.name))
        finally:
            book.close()
    except TooMuch as error:
        raise _too_large(document.name) from error
    except _BROKEN as error:
        raise Refused(
            _("%(name)s cannot be read as a workbook. Open it, save it as XLSX and try again.")
            % {"name": document.name},
            field="files",
        ) from error


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


def _too_large(name: str) -> Refused:
    return Refused(
        _(
            "%(name)s is too large: at most %(rows)d rows, %(columns)d columns and %(cells)d"
            " filled cells. Delete what is not needed, also empty formatted rows."
        )
        % {"name": name, "rows": MAX_ROW, "columns": MAX_COLUMN, "cells": MAX_CELLS},
        field="files",
    )


def _sheets(book: Any, name: str) -> Iterator[Sheet]:
    left = MAX_CELLS
    for worksheet in book.worksheets:
        if worksheet.sheet_state != "visible":
            yield Sheet(worksheet.title, (), hidden=True)
            continue
        sheet = _sheet(book, worksheet, name, left)
        left -= sum(len(row.cells) for row in sheet.rows)
        yield sheet


def _sheet(book: Any, worksheet: Any, name: str, allowed: int) -> Sheet:
    rows: list[Row] = []
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
                cell = _cell(worksheet, **item)
                if cell is not None:
                    if cell.row != number or cell.column in cells:
                        raise ValueError(f"row {number} holds a cell twice or of another row")
                    cells[cell.column] = cell
            allowed -= len(cells)
            if allowed < 0 or number > MAX_ROW or max(cells, default=0) > MAX_COLUMN:
                raise _too_large(name)
            if cells:
                rows.append(Row(number, cells))
    areas = parser.merged_cells.mergeCell if parser.merged_cells else ()
    return Sheet(worksheet.title, tuple(rows), tuple(_area(area) for area in areas))


def _area(area: Any) -> Area:
    return Area(area.coord, area.min_row, area.max_row, area.min_col, area.max_col)


def _cell(worksheet: Any, *, no_result: bool, **item: Any) -> Cell | None:
    value, row, column = item["value"], item["row"], item["column"]
    if no_result:
        return Cell(row, column, "", Oddity.NO_RESULT)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if item["data_type"] == "e":
        return Cell(row, column, str(value), Oddity.ERROR)
    if isinstance(value, _DATES):
        return Cell(row, column, _date_text(value), Oddity.DATE)
    if isinstance(value, bool | str):
        return Cell(row, column, value)
    percent = _is_percent(str(ReadOnlyCell(worksheet, **item).number_format))
    return Cell(row, column, float(value), Oddity.PERCENT if percent else Oddity.NONE)


def _date_text(value: Any) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        value = value.date()
    return str(value)


def _is_percent(number_format: str) -> bool:
    """True where the format multiplies by 100: a percent sign that is not quoted text."""
    quoted = False
    skip = False
    for char in number_format:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == '"':
            quoted = not quoted
        elif char == "%" and not quoted:
            return True
    return False
