"""CSV: encodings, separators, headings, and the place named in every refusal."""

import pytest

from scoring.inputs.table.faults import Fault
from surveys.errors import Refused
from surveys.places.cities import PlaceFault
from surveys.sheets.faults import SheetFault, SheetNote
from tests.scoring.inputs.sheets import names, places_of, read, read_text, values_of
from tests.surveys.sheets.tables import lines, text_document

LONG = lines(["城市,指标,数值", "北京市,R1.1.1,12.5", "110000,水田面积 ,", "天津,旱地面积,７"])


def test_long_form_with_names_codes_and_full_width_digits() -> None:
    reading = read_text(LONG)
    assert values_of(reading) == {("110000", "R1.1.1"): 12.5, ("120000", "R1.1.2"): 7.0}
    assert reading.refused == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = LONG.replace(",", separator)
    assert len(read_text(text, encoding=encoding).entries) == 2


def test_wide_form_with_titles_above_and_remarks_below() -> None:
    text = lines(
        [
            "2020 年土地利用,,,",
            "单位：平方公里,,,",
            "adcode,城市,R1.1.1,旱地面积（km2）",
            "110000,北京市,1.5,2",
            "120000,天津市,,0",
            "注：数据来自年鉴,,,",
        ]
    )
    reading = read_text(text)
    assert values_of(reading) == {
        ("110000", "R1.1.1"): 1.5,
        ("110000", "R1.1.2"): 2.0,
        ("120000", "R1.1.2"): 0.0,
    }
    assert reading.refused == ()
    assert [remark.note for remark in reading.remarks] == [SheetNote.ROW_IGNORED]


def test_english_headings_source_and_year() -> None:
    text = lines(
        [
            "City code,Indicator code,Value,Data source,Reference year,Remark",
            "110000,R1.1.1,3,Yearbook p. 5,2020,x",
        ]
    )
    reading = read_text(text)
    entry = reading.entries[0]
    assert (entry.value, entry.source, entry.year) == (3.0, "Yearbook p. 5", 2020)
    assert [remark.note for remark in reading.remarks] == [SheetNote.COLUMN_IGNORED]


def test_a_refusal_names_sheet_row_column_value_and_reason() -> None:
    text = lines(["城市,R2.1.1", "北京市,80", "天津市,12.3%"])
    refusal = read_text(text, name="水质.csv").refused[0]
    assert (refusal.sheet, refusal.row, refusal.column) == ("水质", 3, "B")
    assert (refusal.heading, refusal.value) == ("R2.1.1", "12.3%")
    assert "12.3" in refusal.reason


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("火星市,5", "A", PlaceFault.UNKNOWN_CITY),
        (",5", "A", Fault.NO_CITY),
        ("北京市,约5", "B", SheetFault.NOT_A_NUMBER),
        ("北京市,—", "B", SheetFault.PLACEHOLDER),
        ("北京市,NaN", "B", SheetFault.NOT_FINITE),
        ("北京市,inf", "B", SheetFault.NOT_FINITE),
        ("北京市,2020-01-02", "B", SheetFault.DATE),
        ('北京市,"12,5"', "B", SheetFault.COMMA),
        ("北京市,-5", "B", Fault.TOO_SMALL),
        ("北京市,#DIV/0!", "B", SheetFault.ERROR),
        ("北京市,5,6", "C", SheetFault.TOO_WIDE),
    ],
)
def test_bad_rows_are_refused_alone(row: str, column: str, fault: Fault) -> None:
    reading = read_text(lines(["城市,R1.1.1", "天津市,1", row]), name="t.csv")
    assert places_of(reading) == [("t", 3, column, fault)]
    assert values_of(reading) == {("120000", "R1.1.1"): 1.0}


def test_a_thousands_separator_that_shifts_the_row_stores_nothing_of_it() -> None:
    """`1,234` without quotation marks would be a 1 in one column and a 234 in the next."""
    reading = read_text(lines(["城市,R1.1.1,R1.1.2", "北京市,1,234,5"]))
    assert reading.entries == ()
    assert [refusal.fault for refusal in reading.refused] == [SheetFault.TOO_WIDE]


def test_both_places_of_a_duplicate_are_named() -> None:
    text = lines(["城市,指标,数值", "北京市,R1.1.1,1", "天津市,R1.1.1,1", "110000,水田面积,2"])
    reading = read_text(text, name="t.csv")
    assert places_of(reading) == [("t", 2, "C", "duplicate"), ("t", 4, "C", "duplicate")]
    assert [refusal.problem.details["row"] for refusal in reading.refused] == [4, 2]
    assert values_of(reading) == {("120000", "R1.1.1"): 1.0}


def test_unknown_and_repeated_columns_are_refused_once() -> None:
    text = lines(["adcode,R1.1.1,R9.9.9,水田面积", "110000,1,2,3", "120000,4,5,6"])
    reading = read_text(text, name="t.csv")
    assert places_of(reading) == [
        ("t", 1, "C", "unknown_indicator"),
        ("t", 1, "D", "twice_in_header"),
        ("t", 1, "B", "twice_in_header"),
    ]
    assert values_of(reading) == {}, "nobody can tell which of the two is meant"


@pytest.mark.parametrize(
    "rows",
    [
        ["adcode,indicator,value,source", '110000,R1.1.1,7,"年鉴', "120000,R1.1.1,8,x"],
        ["adcode,R1.1.1", '110000,"19'],
    ],
)
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(rows: list[str]) -> None:
    with pytest.raises(Refused, match=f"第 {len(rows)} 行"):
        read_text(lines(rows), name="t.csv")


def test_a_sheet_with_unknown_indicators_alone_names_them() -> None:
    reading = read_text(lines(["城市;R9.9.9", "北京市;1"]), name="t.csv")
    assert places_of(reading) == [("t", 1, "B", "unknown_indicator")]


def test_unknown_indicator_and_missing_indicator_in_the_long_form() -> None:
    text = lines(["城市,指标,数值", "北京市,幸福指数,1", "天津市,,2"])
    assert places_of(read_text(text, name="t.csv")) == [
        ("t", 2, "B", "unknown_indicator"),
        ("t", 3, "B", "no_indicator"),
    ]


def test_adcode_and_name_must_agree() -> None:
    reading = read_text(lines(["adcode,城市,R1.1.1", "110000,天津市,1"]), name="t.csv")
    assert places_of(reading) == [("t", 2, "B", "two_cities")]
    assert "120000 天津市" in reading.refused[0].reason


def test_values_under_no_heading_are_refused_once() -> None:
    reading = read_text(lines(["城市,R1.1.1,", "北京市,1,7", "天津市,1,8"]), name="t.csv")
    assert places_of(reading) == [("t", 2, "C", "no_heading")]
    assert len(reading.entries) == 2


def test_impossible_reference_years_refuse_their_row() -> None:
    text = lines(["城市,指标,数值,年份", "北京市,R1.1.1,1,1900", "天津市,R1.1.1,1,2099"])
    assert places_of(read_text(text, name="t.csv")) == [
        ("t", 2, "D", "year"),
        ("t", 3, "D", "year"),
    ]


def test_no_header_is_one_refusal() -> None:
    assert places_of(read_text("甲,乙\n1,2\n", name="t.csv")) == [("t", 1, "", "no_header")]


def test_the_header_stands_in_the_first_ten_rows() -> None:
    rows = ["标题"] * 9 + ["城市,R1.1.1", "北京市,1"]
    assert len(read_text(lines(rows)).entries) == 1
    assert read_text(lines(["标题", *rows]), name="t.csv").refused[0].fault == Fault.NO_HEADER


def test_a_table_without_values_is_refused_whole() -> None:
    with pytest.raises(Refused):
        read_text("城市,R1.1.1\n北京市,\n")


def test_other_documents_are_no_tables() -> None:
    with pytest.raises(Refused):
        read(text_document("<html><body>1</body></html>", name="a.html"))


def test_names_are_compared_without_blanks_quotes_and_width() -> None:
    known = names()
    assert known.indicator("“十四五”规划 生态资产管理主题词个数") is not None
    assert known.indicator('"十四五"规划生态资产管理主题词个数') is not None
    assert known.indicator("R1.1.1 水田面积") is known.indicator("水田面积(km2)")
    assert known.indicator("r1.1.1") is known.indicator("Ｒ1.1.1")
    assert known.indicator("R1.1.1 旱地面积") is None
    assert known.city("北京") is known.city(" 110000 ") is known.city("北京市")


def test_every_indicator_is_found_by_code_and_both_names() -> None:
    known = names()
    for item in {id(i): i for i in known.indicators.values()}.values():
        for text in (item.code, item.name_zh, f"{item.code} {item.name_zh}"):
            assert known.indicator(text) is item, text
