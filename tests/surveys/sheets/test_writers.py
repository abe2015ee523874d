"""How a written table opens and prints: its frozen header, area, widths and cells."""

from __future__ import annotations

import csv
import datetime
import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.table import Cell, Table
from surveys.sheets.writers import csv_bytes, xlsx_bytes

AT = datetime.datetime(
    2025, 6, 2, 9, 30, 15, 250, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
)


def opened(
    *rows: tuple[Cell, ...], header: tuple[str, ...] = ("城市", "值"), top: str = ""
) -> Worksheet:
    table = Table(title="表", header=header, rows=list(rows))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([table], created=AT, print_header=top)))
    assert book.properties.created == datetime.datetime(2025, 6, 2, 1, 30, 15)
    sheet = book["表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_a_sheet_as_it_opens_and_prints() -> None:
    sheet = opened(("甲市", 1.5), ("乙市", None), top="某版次")
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'表'!$A$1:$B$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.page_setup.fitToWidth in (1, None)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddHeader.center.text == "某版次"
    assert sheet.oddFooter.center.text == "&P / &N"
    head = sheet["A1"]
    assert (head.font.bold, head.border.bottom.style) == (True, "thin")
    assert (head.alignment.wrap_text, head.alignment.vertical) == (True, "center")
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["城市", "值"],
        ["甲市", 1.5],
        ["乙市", None],
    ]


@pytest.mark.parametrize(("rows", "area"), [(0, "$A$1:$B$2"), (1, "$A$1:$B$2"), (2, "$A$1:$B$3")])
def test_the_area_that_is_printed(rows: int, area: str) -> None:
    sheet = opened(*[("甲市", 1.0)] * rows)
    assert sheet.print_area == f"'表'!{area}"
    assert not sheet.oddHeader.center.text


@pytest.mark.parametrize(
    ("title", "longest", "width"),
    [
        ("值", "", 10),
        ("值", "字" * 5, 10),
        ("值", "字" * 6, 12),
        ("值", "字" * 30, 60),
        ("值", "字" * 31, 60),
        ("六个字的标题", "", 10),
        ("七个字的标题啊", "", 11),
    ],
)
def test_columns_are_as_wide_as_what_they_hold(title: str, longest: str, width: int) -> None:
    sheet = opened((longest,), header=(title,))
    assert round(sheet.column_dimensions["A"].width) == pytest.approx(width, abs=1)
    assert int(sheet.column_dimensions["A"].width) == width


def test_words_that_look_like_formulas_are_words() -> None:
    sheet = opened(("=1+1", 2), ("https://example.cn", 3))
    assert [sheet["A2"].data_type, sheet["A3"].data_type] == ["s", "s"]
    assert sheet["A3"].hyperlink is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_and_no_heading_of_a_text_file_is_run(start: str) -> None:
    word = f"{start}1+1"
    [head, row] = csv.reader(
        io.StringIO(csv_bytes(Table("表", (word,), [(word,)])).decode("utf-8-sig"), newline="")
    )
    assert head == row == [f"'{word}"]


def test_a_text_file_begins_with_its_mark() -> None:
    table = Table(title="表", header=("城市", "值"), rows=[("甲市", None), ("乙,市", 2.5)])
    assert csv_bytes(table) == '\ufeff城市,值\r\n甲市,\r\n"乙,市",2.5\r\n'.encode()
