"""Headings: unit, scope, kind and year, in brackets or not, in one line or several."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.inputs.table.faults import Fault, Note
from surveys.sheets.faults import SheetFault
from tests.scoring.inputs.sheets import faults_of, names, read_grid, read_text, values_of
from tests.surveys.sheets.tables import Grid, lines

NAME = "农林牧渔业总产值"
HEADINGS_IN_TEN_THOUSAND = [
    "农林牧渔业总产值（万元）",
    "农林牧渔业总产值(万元)",
    "农林牧渔业总产值 (万元)",
    "农林牧渔业总产值【万元】",
    "农林牧渔业总产值［万元］",
    "农林牧渔业总产值（单位：万元）",
    "农林牧渔业总产值（单位/万元）",
    "农林牧渔业总产值（单位 - 万元）",
    "农林牧渔业总产值，万元",
    "农林牧渔业总产值,万元",
    "农林牧渔业总产值 万元",
    "农林牧渔业总产值/万元",
    "农林牧渔业总产值_万元",
    "农林牧渔业总产值：万元",
    "农林牧渔业总产值\n（万元）",
    "农林牧渔业总产值（万元",
    "农林牧渔业总产值（全市，万元）",
    "全市农林牧渔业总产值（万元）",
    "农林牧渔业总产值（当年价格）（万元）",
    "M1.1.1（万元）",
    "M1.1.1 万元",
    "m1.1.1 农林牧渔业总产值（万元）",
    "Agricultural output (10k yuan)",
    "AGRICULTURAL  OUTPUT, 10k yuan",
]


def one(heading: str, value: object = 1200345.6) -> Grid:
    return [["城市", heading], ["北京市", value]]


@pytest.mark.parametrize("heading", HEADINGS_IN_TEN_THOUSAND)
def test_the_unit_of_a_heading_is_converted_with_a_remark_of_both(heading: str) -> None:
    reading = read_grid(one(heading))
    assert values_of(reading) == {("110000", "M1.1.1"): 120.03456}
    (remark,) = reading.remarks
    assert remark.note == Note.CONVERTED
    unit = "10k yuan" if "10k" in heading else "万元"
    assert unit in remark.text
    assert "亿元" in remark.text


@pytest.mark.parametrize("heading", [NAME, "农林牧渔业总产值（亿元）", "农林牧渔业总产值(2022年)"])
def test_the_own_unit_needs_no_remark(heading: str) -> None:
    reading = read_grid(one(heading, 12.5))
    assert values_of(reading) == {("110000", "M1.1.1"): 12.5}
    assert reading.remarks == ()


@pytest.mark.parametrize(
    ("heading", "fault", "named"),
    [
        (f"{NAME}（公顷）", Fault.OTHER_UNIT, ("公顷", "亿元")),
        (f"{NAME}（%）", Fault.OTHER_UNIT, ("%", "亿元")),
        (f"{NAME}（元/人）", Fault.OTHER_UNIT, ("元/人", "亿元")),
        (f"{NAME}（万美元）", Fault.HEADING_ASKED, ("万美元", "亿元")),
        (f"{NAME}（初步）", Fault.HEADING_ASKED, ("初步", "亿元")),
        (f"{NAME}（比上年增长%）", Fault.OTHER_QUANTITY, ("比上年增长%",)),
        (f"{NAME}比上年增长（%）", Fault.OTHER_QUANTITY, ("比上年增长",)),
        (f"{NAME}增速", Fault.OTHER_QUANTITY, ("增速",)),
        (f"{NAME}（占比）", Fault.OTHER_QUANTITY, ("占比",)),
        (f"{NAME}（人均，元）", Fault.OTHER_QUANTITY, ("人均",)),
        (f"{NAME}（1-6月累计）", Fault.OTHER_QUANTITY, ("累计",)),
        (f"{NAME}（市辖区）", Fault.OTHER_SCOPE, ("市辖区",)),
        (f"{NAME}（市辖区，万元）", Fault.OTHER_SCOPE, ("市辖区",)),
        (f"市辖区{NAME}", Fault.OTHER_SCOPE, ("市辖区",)),
    ],
)
def test_what_is_not_the_indicator_is_refused_by_its_words(
    heading: str, fault: Fault, named: tuple[str, ...]
) -> None:
    reading = read_grid(one(heading, 3.1))
    assert faults_of(reading) == [fault]
    assert values_of(reading) == {}
    assert (reading.refused[0].row, reading.refused[0].column) == (1, "B")
    for word in named:
        assert word in reading.refused[0].reason


def test_a_refused_column_leaves_its_neighbour_alone() -> None:
    grid: list[list[Any]] = [
        ["城市", f"{NAME}（市辖区）", "水资源总量"],
        ["北京市", 3, 4],
        ["天津市", 5, 6],
    ]
    assert set(values_of(read_grid(grid)).values()) == {4.0, 6.0}


@pytest.mark.parametrize(
    "heading",
    [
        "科学技术支出占比（%）",
        "科学技术支出占比（占比，%）",
        "科学技术支出占比 %",
        "人均财政收入（元）",
    ],
)
def test_words_of_the_indicators_own_name_change_nothing(heading: str) -> None:
    reading = read_grid(one(heading, 12))
    assert list(values_of(reading).values()) == [12.0]
    assert reading.remarks == ()


def test_brackets_of_a_name_are_its_own() -> None:
    known = names()
    assert known.indicator("空气质量指数（AQI）") is known.indicator("空气质量指数")
    assert known.indicator("空气质量指数（AQI，无量纲）") is not None
    gep = known.indicator("是否进行生态产品总值（GEP）核算")
    assert gep is known.indicator("是否进行生态产品总值(GEP)核算（1=是，0=否）")


def test_the_year_of_a_heading_is_the_reference_year() -> None:
    (entry,) = read_grid(one("2022年水资源总量（亿立方米）", 5)).entries
    assert entry.year == 2022
    (entry,) = read_grid(one("水资源总量（2021年，亿立方米）", 5)).entries
    assert entry.year == 2021


def test_a_year_of_a_heading_that_can_be_none_is_refused() -> None:
    assert faults_of(read_grid(one("水资源总量（2099年）", 5))) == [SheetFault.YEAR]


def test_a_heading_and_a_row_of_different_years_are_refused() -> None:
    grid: list[list[Any]] = [
        ["城市", "年份", "水资源总量（2022年）"],
        ["北京市", 2021, 5],
        ["天津市", 2022, 6],
    ]
    reading = read_grid(grid)
    assert faults_of(reading) == [Fault.TWO_YEARS]
    assert values_of(reading) == {("120000", "R3.3.1"): 6.0}


def test_units_of_the_long_form_stand_in_the_row_or_above() -> None:
    text = lines(
        [
            "城市,指标,数值,单位",
            "北京市,农林牧渔业总产值,10000,万元",
            "天津市,农林牧渔业总产值,2,亿元",
            "石家庄市,农林牧渔业总产值,3,",
            "长春市,农林牧渔业总产值,4,公顷",
            "吉林市,农林牧渔业总产值,5,某",
            "杭州市,农林牧渔业总产值（万元）,60000,",
            "宁波市,农林牧渔业总产值（市辖区）,60000,",
        ]
    )
    reading = read_text(text)
    assert list(values_of(reading).values()) == [1.0, 2.0, 3.0, 6.0]
    assert faults_of(reading) == [Fault.OTHER_UNIT, Fault.UNIT_ASKED, Fault.OTHER_SCOPE]
    heading = read_grid([["城市", "指标", "数值（万元）"], ["北京市", NAME, 10000]])
    assert list(values_of(heading).values()) == [1.0]


def test_a_column_of_offices_beside_wide_values_is_no_column_of_units() -> None:
    grid: list[list[Any]] = [
        ["城市", "单位", NAME],
        ["北京市", "市统计局", 1],
        ["天津市", "市农业农村局", 2],
    ]
    reading = read_grid(grid)
    assert list(values_of(reading).values()) == [1.0, 2.0]
    units: list[list[Any]] = [
        ["城市", "单位", NAME],
        ["北京市", "万元", 10000],
        ["天津市", "亿元", 2],
    ]
    assert list(values_of(read_grid(units)).values()) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("texts", "separator", "values"),
    [
        (["1,234", "12"], ",", [1234.0, 12.0]),
        (["1,234", "5,678.5"], "", [1234.0, 5678.5]),
        (["1,234", "12,5"], "", None),
        (["1,234", "0,953"], "", None),
        (["1,234"], ";", None),
        (["１，２３４"], "\t", [1234.0]),
    ],
)
def test_commas_group_thousands_where_the_column_leaves_no_doubt(
    texts: list[str], separator: str, values: list[float] | None
) -> None:
    cities = ["北京市", "天津市"]
    grid: list[list[Any]] = [
        ["城市", NAME],
        *([city, text] for city, text in zip(cities, texts, strict=False)),
    ]
    reading = read_grid(grid, separator=separator)
    if values is None:
        assert set(faults_of(reading)) == {SheetFault.COMMA}
    else:
        assert list(values_of(reading).values()) == values


@pytest.mark.parametrize("heading", [" 城 市 ", "CITY", "City_Name", "城市（地级及以上）", "地 区"])
@pytest.mark.parametrize("name", ["  农林牧渔业 总产值 ", "m1.1.1", "AGRICULTURAL output"])
def test_white_space_and_capitals_in_headings_change_nothing(heading: str, name: str) -> None:
    assert list(values_of(read_grid([[heading, name], [" 北京市 ", 1]])).values()) == [1.0]
