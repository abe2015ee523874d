"""Signs that programs put into the texts of cells: read as what they stand for, written as seen."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from surveys.sheets.door import table_check
from surveys.sheets.readers.texts import plain_text, spelt_out
from surveys.sheets.table import Table
from surveys.sheets.writers import xlsx_bytes
from tests.surveys.sheets.tables import tables, text_document


def written(*texts: str) -> list[object]:
    """As a workbook of another program spells them."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text)
    book.close()
    [read] = tables(table_check(name="表.xlsx", content=stream.getvalue()))
    return [row.cells[1].value for row in read.rows]


def test_control_characters_of_a_workbook_are_no_letters() -> None:
    """Excel spells the line end of a text that was pasted; its readers leave that to others."""
    texts = ("第一行\r\n第二行", "第一行\r第二行", "附\x0b件\x07", "图_x1024_768", "下\ta")
    assert written(*texts) == [
        *("第一行\n第二行", "第一行\n第二行", "附 件 ", "图_x1024_768", "下\ta")
    ]


def test_a_cell_of_control_characters_alone_is_empty() -> None:
    assert written("\x0b\x0c", "甲") == ["甲"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x1fc\x7f", "a b c "),
        ("a\ud83db", "a b"),
        ("😀 \u200f\u05d0", "😀 \u200f\u05d0"),
    ],
)
def test_a_text_without_what_nobody_sees(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_a_spelling_of_half_a_letter_is_left_alone() -> None:
    assert spelt_out("_xD83D_") == "_xD83D_"
    assert spelt_out("_x000d_") == "\r"


def test_a_text_file_may_hold_control_characters() -> None:
    [read] = tables(text_document('城市,备注\n甲市,"第一行\r\n第二行\x0b"\n'))
    assert read.rows[1].cells[2].value == "第一行\n第二行"


def test_what_is_written_can_be_read_by_every_program() -> None:
    """A spelt line end is shown as letters by some of them."""
    table = Table("表", ("备注",), [("第一行\r\n第二行\x0b",)])
    content = xlsx_bytes([table], created=datetime.datetime.now(datetime.UTC))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["表"]
    assert sheet["A2"].value == "第一行\n第二行 "
