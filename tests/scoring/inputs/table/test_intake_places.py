"""Rows of cities, of provinces, of cities that had another name; several years a city."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.inputs.table.faults import Fault, Note
from surveys.places.cities import PlaceFault
from surveys.places.former_names import DISSOLVED, RENAMED
from surveys.places.names import PROVINCES
from tests.scoring.inputs.sheets import (
    faults_of,
    names,
    read_grid,
    read_text,
    reference_rows,
    values_of,
)
from tests.surveys.sheets.tables import Grid, lines

WATER = "水资源总量"
CITIES = reference_rows("cities.csv")


def rows_of(*cities: str) -> Grid:
    return [["地区", WATER], *([city, 10.5 + i] for i, city in enumerate(cities))]


def test_every_name_of_every_city_is_its_own() -> None:
    """Full, short, former, with its province before it, with marks: all 337, none wrongly."""
    find = names().cities.find
    twice = [row["short_name"] for row in CITIES]
    for row in CITIES:
        forms = [row["adcode"], row["name"], row["adcode"] + ".0", row["adcode"] + "000000"]
        forms += [
            row["name"] + "*",
            row["name"] + "①",
            row["name"] + "[1]",
            f"{row['name']}（全市）",
        ]
        if row["province"] != row["name"]:
            forms += [row["province"] + row["name"], f"{row['province']} {row['short_name']}"]
        forms += [row["short_name"]] if twice.count(row["short_name"]) == 1 else []
        forms += RENAMED.get(row["adcode"], ())
        for form in forms:
            city = find(form).city
            assert city is not None, form
            assert city.adcode == row["adcode"], form


def test_names_of_the_past_are_of_cities_of_today_and_of_no_two() -> None:
    current = {form for row in CITIES for form in (row["name"], row["short_name"])}
    former = [name for found in RENAMED.values() for name in found]
    assert len(former) == len(set(former))
    assert current.isdisjoint(former)
    assert current.isdisjoint(DISSOLVED)
    assert RENAMED.keys() <= {row["adcode"] for row in CITIES}


@pytest.mark.parametrize(
    "text",
    [
        *("河北省长春市", "火星市", "吉林", "柳州地区", "南宁地区", "沧州地区", "金华地区", "海南"),
        *(
            "石家庄市市辖区",
            "石家庄市（市辖区）",
            "北京市朝阳区",
            "1301",
            "13010",
            "石家庄市长安区",
        ),
        *("合计", "全国", "全省", "其他", "市", "州", "地区", "石家", "北", "海南省海南州"),
    ],
)
def test_what_is_no_name_of_a_city_is_matched_with_none(text: str) -> None:
    found = names().cities.find(text)
    assert found.city is None or found.doubtful


@pytest.mark.parametrize("province", sorted(PROVINCES))
def test_a_province_is_no_city(province: str) -> None:
    found = names().cities.find(province)
    municipality = province in ("北京市", "天津市", "上海市", "重庆市")
    assert found.is_province is not municipality


def test_a_table_of_provinces_gives_no_value_to_the_city_of_jilin() -> None:
    shorts = ("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏")
    reading = read_grid(rows_of(*shorts))
    assert {adcode for adcode, _code in values_of(reading)} == {"110000", "120000", "310000"}
    doubtful = [item for item in reading.refused if item.fault == Fault.PROVINCE_OR_CITY]
    assert [(item.row, item.value) for item in doubtful] == [(8, "吉林")]
    assert "220200" in doubtful[0].reason
    assert faults_of(reading).count(PlaceFault.PROVINCE) == 6


@pytest.mark.parametrize(
    "cities",
    [
        ("沈阳", "大连", "长春", "吉林", "四平", "哈尔滨"),
        ("北京", "天津", "石家庄", "长春", "吉林", "杭州"),
        ("杭州市", "吉林"),
    ],
)
def test_in_a_table_of_cities_the_short_name_is_the_city(cities: tuple[str, ...]) -> None:
    reading = read_grid(rows_of(*cities))
    assert reading.refused == ()
    assert ("220200", "R3.3.1") in values_of(reading)


@pytest.mark.parametrize(
    "cities",
    [
        ("吉林",),
        ("北京", "上海", "吉林"),
        ("宁波", "河北", "吉林"),
        ("吉林", "长春", "吉林", "四平"),
        ("辽宁", "沈阳", "吉林", "长春", "四平"),
    ],
)
def test_where_nobody_can_tell_the_row_is_asked_about(cities: tuple[str, ...]) -> None:
    reading = read_grid(rows_of(*cities))
    assert ("220200", "R3.3.1") not in values_of(reading)
    assert any(item.value == "吉林" or item.column == "B" for item in reading.refused)


def test_an_adcode_or_the_full_name_settles_it() -> None:
    grid: list[list[Any]] = [["代码", "地区", WATER], [220200, "吉林", 1], [130000, "河北", 2]]
    reading = read_grid(grid)
    assert values_of(reading) == {("220200", "R3.3.1"): 1.0}
    assert faults_of(reading) == [PlaceFault.PROVINCE]
    assert len(read_grid(rows_of("河北", "吉林市")).entries) == 1


def test_a_former_name_is_taken_with_a_remark_and_a_dissolved_city_is_refused() -> None:
    reading = read_grid(rows_of("襄樊市", "思茅", "那曲地区", "莱芜市", "襄阳"))
    remarks = [remark for remark in reading.remarks if remark.note == Note.FORMER_NAME]
    assert [(remark.details["text"], remark.details["city"]) for remark in remarks] == [
        ("襄樊市", "襄阳市"),
        ("思茅", "普洱市"),
        ("那曲地区", "那曲市"),
    ]
    assert faults_of(reading) == [Fault.DUPLICATE, PlaceFault.DISSOLVED_CITY, Fault.DUPLICATE]
    assert "济南市" in reading.refused[1].reason


PANEL = [f"{city},{year},10.5" for city in ("北京市", "天津市") for year in (2018, 2019, 2020)]
SEVERAL: list[list[str]] = [
    ["城市,年份,水资源总量", *PANEL],
    ["城市,指标,年份,数值", *(row.replace(",", ",水资源总量,", 1) for row in PANEL)],
    ["城市,2018年,2019年,2020年", "北京市,1,2,3", "天津市,4,5,6"],
    ["城市,指标,2018,2019,2020", "北京市,水资源总量,1,2,3"],
    ["城市,水资源总量（2018年）,水资源总量（2019年）,水资源总量（2020年）", "北京市,1,2,3"],
    ["城市,2018年水资源总量,2019年水资源总量,2020年水资源总量", "北京市,1,2,3"],
    ["城市,水资源总量", "2018年,", "北京市,1", "2019年,", "北京市,2", "2020年,", "北京市,3"],
]


@pytest.mark.parametrize("rows", SEVERAL)
def test_several_years_a_city_are_one_message_that_names_them(rows: list[str]) -> None:
    reading = read_text(lines(rows))
    assert faults_of(reading) == [Fault.SEVERAL_YEARS]
    assert reading.entries == ()
    for year in ("2018年", "2019年", "2020年"):
        assert year in reading.refused[0].reason


def test_two_sheets_of_two_years_are_several_years_too() -> None:
    """And an indicator that has one year alone stays."""
    rows = ["城市,年份,水资源总量,水田面积", "北京市,2019,1,7", "北京市,2020,2,"]
    reading = read_text(lines(rows))
    assert faults_of(reading) == [Fault.SEVERAL_YEARS]
    assert values_of(reading) == {("110000", "R1.1.1"): 7.0}


def test_two_values_of_one_year_are_still_named_in_both_places() -> None:
    rows = ["城市,年份,水资源总量", "北京市,2020,1", "北京市,2020,2"]
    assert faults_of(read_text(lines(rows))) == [Fault.DUPLICATE, Fault.DUPLICATE]
