"""Lines above and below the header: titles, rows of units, merged headings."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.inputs.table import reading as reading_module
from scoring.inputs.table.faults import Fault, Note
from surveys.errors import Refused
from surveys.sheets.faults import SheetFault
from tests.scoring.inputs.sheets import faults_of, read_grid, values_of
from tests.surveys.sheets.tables import Grid

NAME = "农林牧渔业总产值"


def one(heading: str) -> list[list[Any]]:
    return [["城市", heading], ["北京市", 1200345.6]]


ABOVE = [
    ([["各市农业产值"], ["单位：万元"]], ""),
    ([["各市农业产值（单位：万元）"]], ""),
    ([["各市农业产值  单位: 万元"]], ""),
    ([["各市农业产值（万元）"]], ""),
    ([["单位（万元）"]], ""),
    ([["Unit: 10k yuan"]], ""),
    ([["2022年各市农业产值", "单位:万元"]], ""),
    ([["", "单位：万元"]], ""),
    ([["各市农业产值", ""], ["计量单位：万元", ""]], "A1:B1 A2:B2"),
    ([["", "万元"]], ""),
]


@pytest.mark.parametrize(("above", "merged"), ABOVE)
def test_a_unit_above_the_table_counts_for_it(above: Grid, merged: str) -> None:
    reading = read_grid([*above, *one(NAME)], merged=merged)
    assert values_of(reading) == {("110000", "M1.1.1"): 120.03456}
    assert [remark.note for remark in reading.remarks] == [Note.CONVERTED]


@pytest.mark.parametrize(
    ("title", "fault"),
    [("各市产值（市辖区）", Fault.OTHER_SCOPE), ("各市产值（比上年增长%）", Fault.OTHER_QUANTITY)],
)
def test_a_bracket_of_the_title_counts_for_the_whole_table(title: str, fault: Fault) -> None:
    assert faults_of(read_grid([[title], *one(NAME)])) == [fault]
    long: list[list[Any]] = [[title], ["城市", "指标", "数值"], ["北京市", NAME, 5]]
    assert faults_of(read_grid(long)) == [fault]
    assert len(read_grid([["各市产值（初步核算）"], *one(NAME)]).entries) == 1


def test_a_unit_of_the_heading_comes_before_the_one_above_the_table() -> None:
    grid: list[list[Any]] = [
        ["单位：万元"],
        ["城市", NAME, "水资源总量（亿立方米）"],
        ["北京市", 10000, 5],
    ]
    assert sorted(values_of(read_grid(grid)).values()) == [1.0, 5.0]


def test_a_unit_above_the_table_that_fits_not_every_column_is_refused_for_those() -> None:
    grid: list[list[Any]] = [
        ["单位：万元"],
        ["城市", NAME, "水资源总量", "是否建立林权交易所"],
        ["北京市", 10000, 5, 1],
    ]
    reading = read_grid(grid)
    assert faults_of(reading) == [Fault.OTHER_UNIT]
    assert reading.refused[0].column == "C"
    assert sorted(values_of(reading).values()) == [1.0, 1.0]
    several: list[list[Any]] = [["单位：万元、万立方米"], *grid[1:]]
    assert sorted(values_of(read_grid(several)).values()) == [0.0005, 1.0, 1.0]
    asked = read_grid([["单位：万美元"], *one(NAME)])
    assert faults_of(asked) == [Fault.UNIT_ASKED]


def test_the_units_of_the_templates_own_row_are_read() -> None:
    grid: list[list[Any]] = [
        ["", "指标名称", NAME, "水田面积"],
        ["", "计量单位", "万元", "公顷"],
        ["adcode", "city", "M1.1.1", "R1.1.1"],
        [110000, "北京市", 10000, 100],
    ]
    assert sorted(values_of(read_grid(grid)).values()) == [1.0, 1.0]
    grid[1] = ["", "计量单位", "亿元", "平方公里"]
    assert sorted(values_of(read_grid(grid)).values()) == [100.0, 10000.0]
    grid[0][2] = "水资源总量"
    assert faults_of(read_grid(grid)) == [Fault.TWO_INDICATORS]


def test_two_units_of_one_column_are_refused() -> None:
    grid: list[list[Any]] = [
        ["", "万元", "%"],
        ["城市", f"{NAME}（亿元）", "科学技术支出占比"],
        ["北京市", 1, 2],
    ]
    assert faults_of(read_grid(grid)) == [Fault.TWO_UNITS]


def test_a_second_line_of_the_heading_is_part_of_it() -> None:
    grid: list[list[Any]] = [
        ["城市", NAME, "水资源总量"],
        ["", "万元", "万立方米"],
        ["北京市", 10000, 10000],
    ]
    assert sorted(values_of(read_grid(grid)).values()) == [1.0, 1.0]
    grid[1] = ["单位", "万元", "增速"]
    reading = read_grid(grid)
    assert faults_of(reading) == [Fault.OTHER_QUANTITY]
    assert values_of(reading) == {("110000", "M1.1.1"): 1.0}


def test_a_merged_heading_is_read_whole() -> None:
    grid: list[list[Any]] = [
        ["城市", NAME, None, "水资源总量"],
        [None, "总量（万元）", "比上年增长（%）", None],
        ["北京市", 10000, 3.1, 5],
    ]
    reading = read_grid(grid, merged="A1:A2 B1:C1 D1:D2")
    assert faults_of(reading) == [Fault.OTHER_QUANTITY]
    assert reading.refused[0].column == "C"
    assert sorted(values_of(reading).values()) == [1.0, 5.0]


def test_a_merged_heading_whose_name_stands_in_two_lines_is_put_together() -> None:
    grid: list[list[Any]] = [
        ["城市", "农林牧渔业", None],
        [None, "总产值（万元）", "人均产值（元）"],
        ["北京市", 10000, 7],
    ]
    reading = read_grid(grid, merged="A1:A2 B1:C1")
    assert sorted(values_of(reading).values()) == [1.0, 7.0]


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        ("市辖区", Fault.OTHER_SCOPE),
        ("比上年增长", Fault.OTHER_QUANTITY),
        ("初步", Fault.HEADING_ASKED),
    ],
)
def test_a_merged_line_above_says_something_of_its_columns_alone(group: str, fault: Fault) -> None:
    grid: list[list[Any]] = [
        [None, group, None, None],
        ["城市", NAME, "水资源总量", "水田面积"],
        ["北京市", 1, 2, 3],
    ]
    reading = read_grid(grid, merged="B1:C1")
    assert faults_of(reading) == [fault, fault]
    assert values_of(reading) == {("110000", "R1.1.1"): 3.0}


def test_a_second_table_below_is_not_read_under_the_first_header() -> None:
    grid: list[list[Any]] = [
        ["城市", NAME],
        ["北京市", 1],
        [None, None],
        ["城市", "水资源总量"],
        ["上海市", 2],
    ]
    reading = read_grid(grid)
    assert values_of(reading) == {("110000", "M1.1.1"): 1.0}
    assert faults_of(reading) == [SheetFault.SECOND_HEADER]
    assert reading.refused[0].row == 4


def test_a_header_that_is_said_again_is_passed_over() -> None:
    grid: list[list[Any]] = [["城市", NAME], ["北京市", 1], ["城市", NAME], ["上海市", 2]]
    reading = read_grid(grid)
    assert sorted(values_of(reading).values()) == [1.0, 2.0]
    assert reading.refused == ()


def test_a_merged_remark_below_the_table_is_no_merged_value() -> None:
    grid: list[list[Any]] = [["城市", NAME], ["北京市", 1], ["注：数据来自年鉴", None]]
    reading = read_grid(grid, merged="A3:B3")
    assert reading.refused == ()
    province: list[list[Any]] = [
        ["省份", "城市", NAME],
        ["河北省", "石家庄市", 1],
        [None, "唐山市", 2],
    ]
    assert len(read_grid(province, merged="A2:A3").entries) == 2
    values: list[list[Any]] = [["城市", NAME], ["北京市", 1], ["上海市", None]]
    assert faults_of(read_grid(values, merged="B2:B3")) == [SheetFault.MERGED]


@pytest.mark.parametrize(
    "places",
    [
        ("北京市", "上海市", "天津市", "重庆市"),
        ("无名1市", "无名2市", "无名3市", "无名4市"),
        ("北京市", "无名1市", "上海市", "无名2市"),
    ],
)
def test_more_values_than_two_editions_are_refused_before_they_are_kept(
    places: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused counts with what is good: both are kept and shown."""
    monkeypatch.setattr(reading_module, "MAX_FINDINGS", 2)
    grid: list[list[Any]] = [["城市", NAME], *([city, 1] for city in places)]
    with pytest.raises(Refused, match="2"):
        read_grid(grid)


def test_more_refusals_than_anybody_reads_are_one_with_the_first_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading_module, "MAX_REFUSED", 2)
    grid: list[list[Any]] = [["城市", NAME], *([f"无名{n}市", 1] for n in range(2))]
    assert len(read_grid(grid).refused) == 2
    grid += [[f"无此市{n}", 1] for n in range(2)]
    with pytest.raises(Refused, match="表1"):
        read_grid(grid)
