"""Tables as other programs, portals and people make them, after what is reported of each."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from scoring.inputs.table.faults import Fault
from surveys.files.document import Document
from surveys.places.cities import PlaceFault
from surveys.sheets.door import table_check
from surveys.sheets.faults import SheetFault
from tests.scoring.inputs.sheets import faults_of, read, values_of
from tests.surveys.sheets.tables import Grid, repacked, text_document, workbook

WATER, OUTPUT = "水资源总量", "农林牧渔业总产值"
GRID: list[list[Any]] = [["城市", WATER], ["北京市", 12.5], ["天津市", 7]]
BOTH = {("110000", "R3.3.1"): 12.5, ("120000", "R3.3.1"): 7.0}
SHEET = "xl/worksheets/sheet1.xml"


def made(fill: Callable[[xlsxwriter.Workbook, Any], object]) -> Document:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(book, book.add_worksheet())
    book.close()
    return table_check(name="值.xlsx", content=stream.getvalue())


def written(book: xlsxwriter.Workbook, sheet: Any) -> None:
    for number, row in enumerate(GRID):
        sheet.write_row(number, 0, row)


def with_filter(book: xlsxwriter.Workbook, sheet: Any) -> None:
    written(book, sheet)
    sheet.autofilter("A1:B3")
    sheet.set_row(2, None, None, {"hidden": True})


def with_chart(book: xlsxwriter.Workbook, sheet: Any) -> None:
    written(book, sheet)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$B$2:$B$3"})
    book.add_chartsheet().set_chart(chart)


def with_formats_in_words(book: xlsxwriter.Workbook, sheet: Any) -> None:
    written(book, sheet)
    sheet.write_rich_string(1, 0, "北京", book.add_format({"bold": True}), "市")


def with_results(book: xlsxwriter.Workbook, sheet: Any) -> None:
    written(book, sheet)
    sheet.write_formula(1, 1, "=10+2.5", None, 12.5)


NAMES = '</sheets><definedNames><definedName name="a">#REF!</definedName></definedNames>'
READ: dict[str, Callable[[], Document]] = {
    "a dimension that lies": lambda: repacked(
        workbook(GRID), {SHEET: (r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>')}
    ),
    "no places of cells": lambda: repacked(workbook(GRID), {SHEET: (r' r="[A-Z]+\d+"', "")}),
    "broken names": lambda: repacked(workbook(GRID), {"xl/workbook.xml": ("</sheets>", NAMES)}),
    "a filter": lambda: made(with_filter),
    "a chart of its own": lambda: made(with_chart),
    "bold letters inside a word": lambda: made(with_formats_in_words),
    "stored results": lambda: made(with_results),
    "blanks of other widths": lambda: workbook(
        [["城 市\u3000", WATER], ["北 京 市", "\u00a012.5\u00a0"], ["\t天津\t", "７"]]
    ),
    "empty rows and a column before": lambda: workbook(
        [[None], [None], *([None, *row] for row in GRID)]
    ),
    "numbers as texts with exponents": lambda: workbook(
        [GRID[0], ["北京市", "1.25E+01"], ["天津市", "7.0"]]
    ),
    "line ends of old Macs": lambda: text_document(
        f"城市,{WATER}\r北京市,12.5\r天津市,7\r", encoding="gb18030"
    ),
    "a line that says its separator": lambda: text_document(
        f"sep=;\n城市;{WATER}\n北京市;12.5\n天津市;7\n"
    ),
    "two marks of the encoding": lambda: text_document(
        f"\ufeff城市,{WATER}\n北京市,12.5\n天津市,7\n", encoding="utf-8-sig"
    ),
    "fifty empty columns": lambda: text_document(
        f"城市,{WATER}{',' * 50}\n北京市,12.5{',' * 50}\n天津市,7{',' * 50}\n"
    ),
    "adcodes that are to stay texts": lambda: text_document(
        f'adcode,{WATER}\n"=""110000""",12.5\n\'120000,7\n'
    ),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_it_shows(name: str) -> None:
    reading = read(READ[name]())
    assert values_of(reading) == BOTH
    assert reading.refused == ()


def formatted(code: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].number_format = code

    return change


REFUSED: list[tuple[str, Grid, str, str]] = [
    ("a format of thousands", [["城市", OUTPUT], ["北京市", 1234567]], "0!.0,", SheetFault.SCALED),
    ("a unit behind the number", [["城市", OUTPUT], ["北京市", "12亿元"]], "@", "not_a_number"),
    ("a mark behind the number", [["城市", OUTPUT], ["北京市", "12.5*"]], "@", "not_a_number"),
    (
        "brackets for minus",
        [["城市", "人均收支缺口"], ["北京市", "(1,234.5)"]],
        "@",
        "not_a_number",
    ),
    ("a sum below", [*GRID, ["合计", 19.5]], "General", PlaceFault.UNKNOWN_CITY),
    ("a province above its cities", [GRID[0], ["吉林省", 9]], "General", PlaceFault.PROVINCE),
    ("cities across", [["指标", "北京市"], [WATER, 1]], "General", Fault.NO_HEADER),
    ("an adcode in exponents", [["adcode", WATER], ["1.1E+05", 1]], "General", "unknown_city"),
]


@pytest.mark.parametrize(("name", "grid", "code", "fault"), REFUSED)
def test_it_is_refused_with_its_reason(name: str, grid: Grid, code: str, fault: str) -> None:
    reading = read(workbook(grid, change=formatted(code)))
    assert faults_of(reading) == [fault], name


def test_two_tables_side_by_side_are_both_refused() -> None:
    reading = read(
        workbook([["城市", WATER, None, "城市", WATER], ["北京市", 1, None, "上海市", 2]])
    )
    assert set(faults_of(reading)) == {SheetFault.TWICE_IN_HEADER}
    assert reading.entries == ()
