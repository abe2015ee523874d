"""A table with its refused cells marked means what it meant, and says at each cell why."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from surveys.files.document import Document
from surveys.sheets.cells import Area, Cell, Oddity, Row, Sheet
from surveys.sheets.faults import Problem, Refusal, SheetFault
from surveys.sheets.marked import marked_workbook
from tests.surveys.sheets.tables import tables, text_document, workbook

AT = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
GRID: list[list[Any]] = [
    ["adcode", "R1.1.1", "R1.1.2"],
    ["330100", 12.5, "十二"],
    ["330200", 0.123, None],
]


def _refusal(sheet: str, row: int, column: str) -> Refusal:
    return Refusal(sheet, row, column, "R1.1.2", "十二", Problem(SheetFault.NOT_A_NUMBER, {}))


def _again(sheets: list[Sheet], *refused: Refusal) -> tuple[bytes, list[Sheet]]:
    content = marked_workbook(sheets, refused, created=AT)
    document = Document("again.xlsx", content, "")
    return content, tables(document)


def _cells(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {
        (cell.row, column): (cell.value, cell.oddity)
        for row in sheet.rows
        for column, cell in row.cells.items()
    }


def test_a_refused_cell_is_red_and_says_why() -> None:
    sheets = tables(workbook(GRID))
    content, _read = _again(sheets, _refusal("表1", 2, "C"))
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["C2"].comment.text.strip() == SheetFault.NOT_A_NUMBER.say({})
    assert page["C2"].value == "十二"
    assert page["C2"].fill.fgColor.rgb == "FFF8C9C4"
    assert page["B2"].comment is None


def test_everything_else_is_read_as_before() -> None:
    sheets = tables(workbook(GRID, [["城市"], ["甲市"]]))
    _content, again = _again(sheets, _refusal("表1", 2, "C"))
    assert [sheet.name for sheet in again] == ["表1", "表2"]
    assert [_cells(sheet) for sheet in again] == [_cells(sheet) for sheet in sheets]


def test_a_percentage_stays_one() -> None:
    """0.123 in plain format would be taken as 0.123 of the unit."""

    def format_it(page: Worksheet) -> None:
        page["B3"].number_format = "0.0%"

    sheets = tables(workbook(GRID, change=format_it))
    assert _cells(_again(sheets)[1][0]) == _cells(sheets[0])


def test_merged_cells_stay_merged() -> None:
    def merge(page: Worksheet) -> None:
        page.merge_cells("B2:B3")

    sheets = tables(workbook(GRID, change=merge))
    again = _again(sheets, _refusal("表1", 2, "B"))[1][0]
    assert again.merged == sheets[0].merged
    assert _cells(again) == _cells(sheets[0])


@pytest.mark.parametrize(("corner", "panes"), [("C2", (1, 2)), ("A3", (2, 0)), (None, (0, 0))])
def test_panes_that_stay_in_view_do_so(corner: str | None, panes: tuple[int, int]) -> None:
    def freeze(page: Worksheet) -> None:
        page.freeze_panes = corner

    sheets = tables(workbook(GRID, GRID, change=freeze))
    content, again = _again(sheets, _refusal("表1", 2, "C"))
    pages = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert [page.freeze_panes for page in pages] == [corner, None]
    assert [sheet.panes for sheet in again] == [panes, (0, 0)]


def test_a_refused_row_is_marked_at_its_first_cell() -> None:
    sheets = tables(workbook(GRID))
    content, _read = _again(sheets, _refusal("表1", 3, ""))
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["A3"].comment is not None
    assert page["A3"].value == "330200"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "@sum"])
def test_a_text_of_the_file_does_not_become_a_formula(text: str) -> None:
    sheets = tables(text_document(f'adcode,R1.1.1\n330100,"{text}"\n'))
    content, _read = _again(sheets)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["B2"].value == text
    assert page["B2"].data_type == "s"


def test_the_same_table_gives_the_same_bytes() -> None:
    sheets = tables(workbook(GRID))
    assert _again(sheets)[0] == _again(sheets)[0]


@pytest.mark.parametrize(
    "names",
    [
        ("a[b]", "a?b", "a*b:c"),
        ("'q'", "q"),
        ("Data", "data", "DATA"),
        ("长" * 40, "长" * 41),
        ("", "History", "[]"),
        ("a 3", "a", "a"),
    ],
)
def test_every_name_of_a_sheet_is_taken(names: tuple[str, ...]) -> None:
    """A browser saves a second copy of `data.csv` as `data[1].csv`, and that names its sheet."""
    content, again = _again([Sheet(name, tables(workbook(GRID))[0].rows) for name in names])
    titles = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert len({title.casefold() for title in titles}) == len(names)
    assert all(0 < len(title) <= 31 for title in titles)
    assert len(again) == len(names)


@pytest.mark.parametrize(
    "areas",
    [
        [Area("A1:XFD1048576", 1, 1048576, 1, 16384)],
        [Area("B2:B3", 2, 3, 2, 2), Area("B2:C3", 2, 3, 2, 3)],
        [Area("B2:B3", 2, 3, 2, 2)] * 2,
        [Area("B2", 2, 2, 2, 2)],
        [Area(f"A{row}:B{row}", row, row, 1, 2) for row in range(10, 60_000)],
    ],
)
def test_an_absurd_area_is_left_apart(areas: list[Area]) -> None:
    rows = tables(workbook(GRID))[0].rows
    content, again = _again([Sheet("表", rows, merged=tuple(areas))], _refusal("表", 2, "B"))
    assert len(content) < 1_000_000
    assert _cells(again[0])[2, 2] == (12.5, Oddity.NONE)


def test_a_number_without_end_is_a_text() -> None:
    sheets = tables(text_document("adcode,R1.1.1\n330100,1e999\n"))
    assert _again(sheets)[1][0].rows


def test_cells_that_look_alike_share_a_style() -> None:
    """A style for each of a hundred thousand percentages took hundreds of megabytes."""
    row = {column: Cell(1, column, 0.5, Oddity.PERCENT) for column in range(1, 100)}
    content = marked_workbook([Sheet("表", (Row(1, row),))], [], created=AT)
    styles = openpyxl.load_workbook(io.BytesIO(content))._cell_styles
    assert len(styles) < 10
