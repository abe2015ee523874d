"""White space, capital letters and full width in headings, names and words of spreadsheets."""

from __future__ import annotations

import openpyxl
import pytest

from scoring.inputs.table.faults import Fault
from surveys.sheets.faults import SheetFault, SheetNote, Worded
from tests.scoring.inputs.sheets import names, places_of, read, read_text, values_of
from tests.surveys.sheets.tables import lines, saved

ONE = {("110000", "R1.1.1"): 7.0}


@pytest.mark.parametrize("city", ["ADCODE", " City_Code ", "行政 区划代码", "ａｄｃｏｄｅ"])
@pytest.mark.parametrize("indicator", ["INDICATOR", "Indicator  Code", " 指标_代码", "指标\u200b"])
@pytest.mark.parametrize("value", ["VALUE", " 数 值 ", "Ｖａｌｕｅ"])
def test_headings_of_the_long_form(city: str, indicator: str, value: str) -> None:
    text = lines([f"{city},{indicator},{value}", "110000,R1.1.1,7"])
    assert values_of(read_text(text)) == ONE


@pytest.mark.parametrize(
    ("source", "year"),
    [("SOURCE", "YEAR"), ("Data Source", "Reference_Year"), (" 数据 来源 ", " 基准 年 ")],
)
def test_headings_of_source_and_year(source: str, year: str) -> None:
    text = lines([f"城市,指标,数值,{source},{year}", "北京市,R1.1.1,7, 年鉴 , 2020 年 "])
    [entry] = read_text(text).entries
    assert (entry.source, entry.year) == ("年鉴", 2020)


@pytest.mark.parametrize(
    "heading",
    [
        " r1.1.1 ",
        "Ｒ１．１．１",
        "R1.1.1 水田 面积",
        "r1.1.1：水田面积",
        "水田面积（ ＫＭ2 ）",
        '"水田面积 (Km2)"',
        "「水田面积」",
    ],
)
def test_headings_of_an_indicator(heading: str) -> None:
    assert values_of(read_text(lines([f"城市,{heading}", "北京市,7"]))) == ONE


def test_the_english_name_of_an_indicator_in_capitals() -> None:
    name = names().indicators["r1.1.1"].name_en
    assert values_of(read_text(lines([f"城市,{name.upper()}", "北京市,7"]))) == ONE
    assert values_of(read_text(lines([f"城市,  {name.replace(' ', '  ')}", "北京市,7"]))) == ONE


@pytest.mark.parametrize("city", [" 北京 市 ", "“北京市”", "１１００００", "北\u3000京", "110000 "])
def test_names_of_a_city(city: str) -> None:
    assert values_of(read_text(lines(["城市,R1.1.1", f"{city},7"]))) == ONE


@pytest.mark.parametrize("heading", [" NO. ", "Remarks", "备 注", "ＵＮＩＴ", "Province"])
def test_headings_that_describe_the_row(heading: str) -> None:
    reading = read_text(lines([f"城市,{heading},R1.1.1", "北京市,x,7"]))
    assert values_of(reading) == ONE
    assert reading.refused == ()


@pytest.mark.parametrize("title", [" README ", "Instructions", "NOTES", "使用说明 "])
def test_a_sheet_of_explanations_is_not_read(title: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["城市", "R1.1.1"])
    book.active.append(["北京市", 7])
    book.create_sheet(title).append(["Whatever", "stands", "here"])
    reading = read(saved(book))
    assert values_of(reading) == ONE
    assert [remark.note for remark in reading.remarks] == [SheetNote.EXPLANATIONS]
    assert reading.refused == ()


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        (" N/A ", SheetFault.PLACEHOLDER),
        ("NULL", SheetFault.PLACEHOLDER),
        ("Ｘ", SheetFault.PLACEHOLDER),
        (" -INF ", SheetFault.NOT_FINITE),
        ("Nan", SheetFault.NOT_FINITE),
        ("5-JAN", SheetFault.DATE),
    ],
)
def test_words_instead_of_numbers(word: str, fault: Worded) -> None:
    reading = read_text(lines(["城市,R1.1.1", f"北京市,{word}"]), name="t.csv")
    assert places_of(reading) == [("t", 2, "B", fault)]


@pytest.mark.parametrize(
    ("word", "value"), [(" YES ", 1.0), ("No", 0.0), (" 是", 1.0), ("否 ", 0.0)]
)
def test_yes_and_no_in_any_spelling(word: str, value: float) -> None:
    reading = read_text(lines(["城市,G1.1.1", f"北京市,{word}"]))
    assert values_of(reading) == {("110000", "G1.1.1"): value}


@pytest.mark.parametrize(
    ("word", "fault"),
    [("80 %", Fault.PERCENT_SIGN), (" 80％ ", Fault.PERCENT_SIGN), ("% ", SheetFault.NOT_A_NUMBER)],
)
def test_percent_signs_with_blanks(word: str, fault: Worded) -> None:
    reading = read_text(lines(["城市,R2.1.1", f"北京市,{word}"]), name="t.csv")
    assert places_of(reading) == [("t", 2, "B", fault)]


def test_a_row_of_blanks_is_no_row() -> None:
    reading = read_text(lines(["城市,R1.1.1", "  ,\u3000", "北京市,7", ' ,"  "']))
    assert values_of(reading) == ONE
    assert reading.refused == ()
