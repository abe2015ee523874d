"""Tables as XLSX and CSV bytes, identical for identical tables."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from surveys.sheets.readers.texts import plain_text
from surveys.sheets.table import Cell, Table, neutral

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
LINE = 15
"""Points of a line of a heading."""


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, which Chinese Excel needs to read it right."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in table.header])
    for row in table.rows:
        writer.writerow(["" if cell is None else neutral(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    tables: Sequence[Table], *, created: datetime.datetime, print_header: str = ""
) -> bytes:
    """A workbook with one sheet per table: header frozen and repeated in print, typed cells.

    `created` stands in the file's properties instead of the clock, so that the same run
    gives the same bytes.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    naive = created.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"created": naive})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    for table in tables:
        sheet = book.add_worksheet(table.title)
        sheet.write_row(0, 0, table.header, head)
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
        _set_up(sheet, table, print_header)
    book.close()
    return stream.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, plain_text(str(neutral(cell))))
    else:
        sheet.write_number(row, column, cell)


def _set_up(sheet: Worksheet, table: Table, print_header: str) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.header) - 1)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(len(table.rows), 1), len(table.header) - 1)
    if print_header:
        sheet.set_header("&C" + print_header)
    sheet.set_footer("&C&P / &N")
    widths = [_width(table, column) for column in range(len(table.header))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, LINE * max(map(_lines, table.header, widths), default=1) + 6)


def _lines(heading: str, width: int) -> int:
    """How many a heading takes in a column of so many characters, with room for the arrow of the
    filter."""
    return -(-2 * len(heading) // max(width - 3, 1))


def _width(table: Table, column: int) -> int:
    """In characters; a Chinese one takes the place of two."""
    told = table.widths[column] if column < len(table.widths) else 0
    longest = max((len(str(row[column])) for row in table.rows), default=0)
    return told or min(max(longest * 2, len(table.header[column]) + 4, 10), 60)
