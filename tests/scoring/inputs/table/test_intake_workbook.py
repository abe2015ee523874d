"""XLSX: what a spreadsheet shows is not always what it holds."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from openpyxl.worksheet.worksheet import Worksheet

from scoring.inputs.table.faults import Fault
from scoring.inputs.template import template_workbook
from surveys.errors import Refused
from surveys.sheets.cells import MAX_COLUMN, MAX_ROW
from surveys.sheets.door import table_check
from surveys.sheets.faults import SheetFault, SheetNote
from surveys.sheets.readers import xlsx
from tests.scoring.inputs.sheets import indicator, indicators, names, places_of, read, values_of
from tests.surveys.sheets.tables import Grid, repacked, saved, workbook

HEADER = ["adcode", "城市", "R2.1.1", "R1.1.1"]


def grid(value: Any = 80) -> Grid:
    return [HEADER, [110000, "北京市", value, 12.5], ["120000", None, 70, None]]


def test_numbers_texts_and_gaps() -> None:
    reading = read(workbook(grid("８０.５")))
    assert values_of(reading) == {
        ("110000", "R2.1.1"): 80.5,
        ("110000", "R1.1.1"): 12.5,
        ("120000", "R2.1.1"): 70.0,
    }
    assert reading.refused == ()


def test_a_cell_formatted_as_percentage_is_not_taken_a_hundredth() -> None:
    def as_percent(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "0.00%"
        sheet["D2"].number_format = "0%"
        sheet["C3"].number_format = '0.0"%"'  # shows 70.0% and holds 70

    reading = read(workbook(grid(0.123), change=as_percent))
    assert [refusal.fault for refusal in reading.refused] == [
        Fault.PERCENT_FORMAT,
        Fault.PERCENT_FORMAT_OTHER_UNIT,
    ]
    assert reading.refused[0].problem.details == {"number": "12.3", "held": "0.123", "unit": "%"}
    assert values_of(reading) == {("120000", "R2.1.1"): 70.0}


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (datetime.date(2026, 1, 2), SheetFault.DATE),
        (datetime.datetime(2026, 1, 2, 3, 4), SheetFault.DATE),
        (datetime.time(3, 4), SheetFault.DATE),
        ("#DIV/0!", SheetFault.ERROR),
        ("=1/0", SheetFault.NO_RESULT),
        (True, SheetFault.NOT_A_NUMBER),
        ("暂无", SheetFault.PLACEHOLDER),
        (100.5, Fault.OUT_OF_RANGE),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(value: object, fault: Fault) -> None:
    reading = read(workbook(grid(value)))
    assert places_of(reading) == [("表1", 2, "C", fault)]
    assert len(reading.entries) == 2


def test_a_date_that_was_a_number_shows_what_became_of_it() -> None:
    refusal = read(workbook(grid(datetime.datetime(2026, 1, 2)))).refused[0]
    assert refusal.value == "2026-01-02"


def test_the_stored_result_of_a_formula_counts() -> None:
    document = workbook(grid("=40+41"))
    part = "xl/worksheets/sheet1.xml"
    stored = repacked(document, {part: ("<v ?/>|<v></v>", "<v>81</v>")})
    assert values_of(read(stored))["110000", "R2.1.1"] == 81.0


def test_a_formula_without_any_result_is_refused_not_skipped() -> None:
    document = workbook(grid("=40+41"))
    part = "xl/worksheets/sheet1.xml"
    stored = repacked(document, {part: ("<v ?/>|<v></v>", "")})
    assert places_of(read(stored)) == [("表1", 2, "C", "no_result")]


def test_an_empty_text_as_result_is_an_empty_cell() -> None:
    document = workbook(grid('=""'))
    part = "xl/worksheets/sheet1.xml"
    pattern = r'(<c r="C2")[^>]*>(<f>.*?</f>)<v ?/>|(<c r="C2")[^>]*>(<f>.*?</f>)<v></v>'
    stored = repacked(document, {part: (pattern, r'<c r="C2" t="str">\2\4<v></v>')})
    reading = read(stored)
    assert reading.refused == ()
    assert ("110000", "R2.1.1") not in values_of(reading)


def test_merged_cells_are_refused_below_the_title() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C3:C4")

    rows = [["标题", None, None, None], *grid()]
    reading = read(workbook(rows, change=merge))
    assert places_of(reading) == [("表1", 3, "C", "merged")]
    assert reading.refused[0].problem.details["area"] == "C3:C4"
    assert values_of(reading) == {("110000", "R1.1.1"): 12.5}


def test_every_visible_sheet_is_read_and_hidden_ones_are_mentioned() -> None:
    book = openpyxl.Workbook()
    for title, rows in (("一", grid()), ("二", [["城市", "R1.1.2"], ["北京市", 3]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    hidden = book.create_sheet("旧")
    hidden.append(["城市", "R1.1.1"])
    hidden.append(["火星", "x"])
    hidden.sheet_state = "veryHidden"
    book.create_sheet("说明").append(["任意文字"])
    reading = read(saved(book))
    assert len(reading.entries) == 4
    assert reading.refused == ()
    assert [(r.note, r.details["sheet"]) for r in reading.remarks] == [
        (SheetNote.EMPTY_SHEET, "Sheet"),
        (SheetNote.HIDDEN_SHEET, "旧"),
        (SheetNote.EXPLANATIONS, "说明"),
    ]


def test_duplicates_are_found_across_sheets() -> None:
    reading = read(workbook([["城市", "R1.1.1"], ["北京市", 1]], [["城市", "R1.1.1"], ["北京", 1]]))
    assert places_of(reading) == [("表1", 2, "B", "duplicate"), ("表2", 2, "B", "duplicate")]
    assert reading.refused[0].problem.details == {"sheet": "表2", "row": 2}


def test_a_sheet_without_header_is_refused_beside_good_ones() -> None:
    reading = read(workbook(grid(), [["甲", "乙"], [1, 2]]))
    assert places_of(reading) == [("表2", 1, "", "no_header")]


def test_wholly_empty_workbooks_are_refused() -> None:
    for document in (saved(openpyxl.Workbook()), workbook([HEADER, [110000, "北京市"]])):
        with pytest.raises(Refused):
            read(document)


@pytest.mark.parametrize(
    "place", [f"A{MAX_ROW + 1}", f"{openpyxl.utils.get_column_letter(MAX_COLUMN + 1)}3"]
)
def test_sheets_with_far_away_cells_are_refused(place: str) -> None:
    def far(sheet: Worksheet) -> None:
        sheet[place] = 1

    with pytest.raises(Refused):
        read(workbook(grid(), change=far))


def test_too_many_cells_are_refused_before_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 10)
    assert len(read(workbook(grid())).entries) == 3  # ten filled cells with the header
    monkeypatch.setattr(xlsx, "MAX_CELLS", 9)
    with pytest.raises(Refused):
        read(workbook(grid()))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", "</row>", ""),
        (
            "xl/worksheets/sheet1.xml",
            '<c r="C2" t="inlineStr"><is><t>文字</t></is>',
            '<c r="C2" t="s"><v>999</v>',
        ),
        ("xl/worksheets/sheet1.xml", "^", '<!DOCTYPE x [<!ENTITY a "b">]>'),
        ("xl/workbook.xml", "<sheets>", "<sheets"),
    ],
)
def test_damaged_workbooks_are_refused_with_words(part: str, old: str, new: str) -> None:
    document = repacked(workbook(grid("文字")), {part: (old, new)})
    with pytest.raises(Refused, match=r"值\.xlsx"):
        read(document)


def test_a_workbook_of_macros_is_refused_at_the_door() -> None:
    stream = io.BytesIO(workbook(grid()).content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Refused):
        table_check(name="值.xlsx", content=stream.getvalue())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_reads_back_clean(language: str) -> None:
    known = names()
    cities = known.cities.all()
    wanted = [item for item in indicators() if not item.is_coded]
    with translation.override(language):
        content = template_workbook(cities, wanted)
        assert content == template_workbook(cities, wanted)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row in range(4, 4 + len(cities)):
        for column in range(3, 3 + len(wanted)):
            sheet.cell(row, column, 1)
    reading = read(saved(book))
    assert reading.refused == ()
    assert [remark.note for remark in reading.remarks] == [SheetNote.EXPLANATIONS]
    assert len(reading.entries) == len(cities) * len(wanted)
    assert {entry.indicator.code for entry in reading.entries} == {i.code for i in wanted}


@pytest.mark.usefixtures("english")
def test_the_template_as_it_opens() -> None:
    """Names, units and codes over each column, its width, and what each may hold."""
    wanted = [indicator(code) for code in ("R1.1.1", "R2.1.1", "G1.1.1", "G1.3.2", "G4.4.1")]
    cities = list(names().cities.all())[:2]
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(cities, wanted)))
    sheet, facts = book.worksheets
    assert [[cell.value for cell in row] for row in sheet["A1:D5"]] == [
        [None, "Name of the indicator", wanted[0].name, wanted[1].name],
        [None, "Unit of measurement", "km2", "%"],
        ["adcode", "city", "R1.1.1", "R2.1.1"],
        [cities[0].adcode, cities[0].name, None, None],
        [cities[1].adcode, cities[1].name, None, None],
    ]
    assert sheet.freeze_panes == "C4"
    assert sheet.row_dimensions[1].height == 60
    widths = {
        (place.min, place.max): int(place.width) for place in sheet.column_dimensions.values()
    }
    assert widths == {(1, 2): 14, (3, 7): 13}
    rows = [[cell.value for cell in row] for row in facts.iter_rows()]
    start = rows.index(["Code", "Name", "Unit", "Allowed values", "Reference year"])
    assert rows[start - 1] == [None] * 5
    assert [row[0] for row in rows[start + 1 :]] == [item.code for item in wanted]
    assert [row[3] for row in rows[start + 1 :]] == [
        "0 – 9600000",
        "0 – 100",
        "0 or 1",
        "whole 0 – 4",
        "0 – 100",
    ]
    assert [row[4] for row in rows[start + 1 :]] == [item.reference_year for item in wanted]


def test_an_unfilled_template_holds_no_value() -> None:
    known = names()
    document = table_check(
        name="t.xlsx", content=template_workbook(known.cities.all(), indicators())
    )
    with pytest.raises(Refused):
        read(document)
