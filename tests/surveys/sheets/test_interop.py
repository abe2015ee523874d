"""What other programs leave in tables: zeros in front, forced texts, rows down to the last."""

from __future__ import annotations

import datetime
import zipfile

import openpyxl
from openpyxl.styles import Font

from surveys.files.readers.parcel import _name
from tests.surveys.sheets.tables import saved, tables, text_document


def test_zeros_that_a_format_shows_are_there() -> None:
    """A postal code, a query number; a number all the same where one is asked for."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, (value, code) in enumerate(
        [(123, "000000"), (123, "0"), (123.5, "0000"), (-12, "0000"), (123, '"№"000')], start=1
    ):
        sheet.cell(row, 1, value).number_format = code
    [read] = tables(saved(book))
    assert [row.cells[1].value for row in read.rows] == ["000123", 123.0, 123.5, -12.0, 123.0]


def test_a_text_that_was_forced_is_the_text() -> None:
    [read] = tables(text_document('编号,值\n"=""00123""",1\n'))
    assert read.rows[1].cells[1].value == "00123"


def test_a_row_that_is_only_formatted_is_none() -> None:
    """Somebody made the last row of the sheet bold, or a program the whole of it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["城市", "值"])
    sheet.append(["甲市", 1])
    sheet.cell(1_048_576, 1).font = Font(bold=True)
    [read] = tables(saved(book))
    assert [row.number for row in read.rows] == [1, 2]


def test_a_name_that_was_read_in_unicode_is_left_alone() -> None:
    """Later readers of archives know the field in which other programs repeat it."""
    entry = zipfile.ZipInfo("复函.pdf")
    entry.flag_bits = 0
    assert _name(entry) == "复函.pdf"
    entry.filename = "复函.pdf".encode("gb18030").decode("cp437")
    assert _name(entry) == "复函.pdf"


def test_days_may_be_written_out() -> None:
    """As a strict workbook has them."""
    book = openpyxl.Workbook(iso_dates=True)
    book.active.append([datetime.datetime(2025, 3, 4)])
    [read] = tables(saved(book))
    assert read.rows[0].cells[1].value == "2025-03-04"
