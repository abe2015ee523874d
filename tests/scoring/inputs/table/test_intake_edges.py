"""Where a table of values begins and ends to be one: columns, years, units, merged cells, names."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scoring.inputs.table.columns import years_of
from scoring.inputs.table.faults import Fault, Note
from scoring.inputs.table.rows import MAX_SOURCE
from scoring.inputs.table.units import converted, plain_factor, written_unit
from surveys.sheets.faults import SHOWN, SheetFault, shown
from tests.scoring.inputs.sheets import faults_of, names, places_of, read_grid, values_of

NAME = "农林牧渔业总产值"
LONG = ["城市", "指标", "数值"]


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("2022年", [2022]),
        ("2022年各市产值", [2022]),
        ("2022各市产值", []),
        ("2022数量", []),
        ("12022年", []),
        ("各市产值（2022年）", [2022]),
        ("2021年、2022年各市产值", [2021, 2022]),
        ("1899年各市产值", []),
    ],
)
def test_years_of_a_title(title: str, years: list[int]) -> None:
    assert list(years_of([title])) == years


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (["2020"], [("", "no_header")]),
        (["2020", "2021"], [("B", "several_years")]),
        (["某项"], [("B", "unknown_indicator")]),
        (["2020", "某项"], [("B", "unknown_indicator"), ("C", "unknown_indicator")]),
        (["2020", NAME], [("B", "unknown_indicator")]),
    ],
)
def test_a_header_without_indicators(header: list[str], places: list[tuple[str, str]]) -> None:
    reading = read_grid([["城市", *header], ["北京市", *range(1, len(header) + 1)]])
    assert [(column, fault) for _sheet, _row, column, fault in places_of(reading)] == places


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        (f"{NAME}\n（万元）", 0.5),
        ("M1.1.1 农林牧渔业总产值", 5000.0),
        ("M1.1.1（万元）", 0.5),
        ("M1.1.1", 5000.0),
        ("2022年农林牧渔业总产值", 5000.0),
        ("2022年 全市 农林牧渔业总产值 万元", 0.5),
    ],
)
def test_what_stands_around_a_name(heading: str, value: float) -> None:
    assert values_of(read_grid([["城市", heading], ["北京市", 5000]])) == {
        ("110000", "M1.1.1"): value
    }


@pytest.mark.parametrize(
    "heading", ["M1.1.1 水资源总量", "M1.1.1 某某", f"{NAME}某某", f"某某{NAME}", "农", ""]
)
def test_what_is_no_heading_of_an_indicator(heading: str) -> None:
    assert names().named(heading) is None


def test_a_name_in_two_lines_of_the_header() -> None:
    grid: list[list[Any]] = [["城市", "农林牧渔业"], ["", "总产值"], ["北京市", 5]]
    assert values_of(read_grid(grid, merged="A1:A2")) == {("110000", "M1.1.1"): 5.0}


def test_cities_by_their_names() -> None:
    found = {text: names().city(text) for text in ("北京市", "河北省石家庄市", "110000", "无名市")}
    assert {text: city and city.adcode for text, city in found.items()} == {
        "北京市": "110000",
        "河北省石家庄市": "130100",
        "110000": "110000",
        "无名市": None,
    }


def test_converted_values_are_counted_by_heading() -> None:
    grid: list[list[Any]] = [
        ["城市", f"{NAME}（万元）"],
        *([city, 5] for city in ("北京市", "天津市", "上海市")),
    ]
    (remark,) = read_grid(grid).remarks
    assert (remark.note, remark.details["count"]) == (Note.CONVERTED, 3)
    assert remark.details["factor"] == "0.0001"


@pytest.mark.parametrize(
    ("merged", "fault"),
    [
        ("A4:C4", []),  # a remark over the width
        ("A4:B4", []),
        ("B3:C3", [SheetFault.MERGED]),
        ("A2:A3", [SheetFault.MERGED]),
        ("B2:B3", [SheetFault.MERGED]),
    ],
)
def test_merged_cells_below_the_header(merged: str, fault: list[SheetFault]) -> None:
    grid: list[list[Any]] = [
        ["城市", NAME, "水资源总量"],
        ["北京市", 1, 2],
        ["天津市", 3, 4],
        ["注：初步核算", "", ""],
    ]
    assert sorted({*faults_of(read_grid(grid, merged=merged))} & {"merged"}) == fault


def test_a_row_without_its_parts_is_named_in_their_columns() -> None:
    grid: list[list[Any]] = [
        ["来源", *LONG],
        ["年鉴", "", NAME, 5],
        ["年鉴", "北京市", "", 5],
        ["年鉴", "北京市", "某某", 5],
        ["源" * MAX_SOURCE, "北京市", NAME, 5],
        ["源" * (MAX_SOURCE + 1), "天津市", NAME, 5],
    ]
    reading = read_grid(grid)
    assert places_of(reading) == [
        ("表1", 2, "B", "no_city"),
        ("表1", 3, "C", "no_indicator"),
        ("表1", 4, "C", "unknown_indicator"),
        ("表1", 6, "A", "too_long"),
    ]
    assert [(entry.heading, entry.source) for entry in reading.entries] == [
        ("M1.1.1", "源" * MAX_SOURCE)
    ]


def test_a_unit_of_the_row_counts_and_an_office_in_its_place_does_not() -> None:
    wide: list[list[Any]] = [["城市", "单位", NAME], ["北京市", "万元", 5], ["天津市", "统计局", 5]]
    assert values_of(read_grid(wide)) == {("110000", "M1.1.1"): 0.0005, ("120000", "M1.1.1"): 5.0}
    long: list[list[Any]] = [[*LONG, "单位"], ["北京市", NAME, 5, "统计局"]]
    assert faults_of(read_grid(long)) == [Fault.UNIT_ASKED]
    assert faults_of(read_grid([["单位：万美元"], *long])) == [Fault.UNIT_ASKED]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("12%", Fault.PERCENT_OTHER_UNIT),
        ("x%", SheetFault.NOT_A_NUMBER),
        ("%", SheetFault.NOT_A_NUMBER),
    ],
)
def test_a_percent_sign_behind_what_is_not_measured_in_percent(cell: str, fault: str) -> None:
    assert faults_of(read_grid([["城市", NAME], ["北京市", cell]])) == [fault]


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("万元", Fraction(10**4)),
        ("10万元", Fraction(10**5)),
        ("千公顷", Fraction(10**3)),
        ("万", Fraction(10**4)),
        ("年", None),
        ("", None),
        ("某", None),
    ],
)
def test_units_and_what_they_count(text: str, factor: Fraction | None) -> None:
    unit = written_unit(text)
    base = written_unit(text.lstrip("10万千")) if unit else None
    if factor is None:
        assert unit is None
    elif unit is not None and base is not None:
        assert unit.unit.factor / base.unit.factor == factor


def test_factors_as_somebody_would_write_them() -> None:
    assert plain_factor(Fraction(1, 10**4)) == "0.0001"
    assert plain_factor(Fraction(10**4)) == "10000"
    assert plain_factor(Fraction(1, 3)) == "1/3"
    assert converted(0.1, Fraction(3)) == 0.3


@pytest.mark.parametrize(
    ("length", "text"), [(SHOWN, "字" * SHOWN), (SHOWN + 1, "字" * (SHOWN - 1) + "…")]
)
def test_a_value_short_enough_for_a_message(length: int, text: str) -> None:
    assert shown("字" * length) == text
