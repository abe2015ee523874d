"""Units as people write them, and the exact way to an indicator's own."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.index.derivation.units import parse_unit
from scoring.inputs.table.columns import Conversion, conversion_of
from scoring.inputs.table.faults import Fault
from scoring.inputs.table.units import converted, plain_factor, unit_factor, written_unit
from surveys.sheets.faults import Problem
from tests.scoring.inputs.sheets import indicator

AMOUNT, WATER, AREA, SHARE = "M1.1.1", "R3.3.1", "R1.1.1", "R2.1.1"


@pytest.mark.parametrize(
    ("code", "text", "times", "by"),
    [
        (AMOUNT, "万元", 1, 10**4),
        (AMOUNT, "亿元", 1, 1),
        (AMOUNT, "元", 1, 10**8),
        (AMOUNT, "千元", 1, 10**5),
        (AMOUNT, "百万元", 1, 100),
        (AMOUNT, "万亿元", 10**4, 1),
        (AMOUNT, "million yuan", 1, 100),
        (AMOUNT, "10k yuan", 1, 10**4),
        (WATER, "万立方米", 1, 10**4),
        (WATER, "亿立方米", 1, 1),
        (WATER, "亿 m³", 1, 1),
        (WATER, "10k m3", 1, 10**4),
        (AREA, "公顷", 1, 100),
        (AREA, "千公顷", 10, 1),
        (AREA, "亩", 1, 1500),
        (AREA, "万亩", 20, 3),
        (AREA, "km²", 1, 1),
        (AREA, "㎢", 1, 1),
        (AREA, "平方千米", 1, 1),
        (AREA, "平方米", 1, 10**6),
        (AREA, "hm2", 1, 100),
        (SHARE, "‰", 1, 10),
        (SHARE, "％", 1, 1),
        (SHARE, "小数", 100, 1),
        ("M2.1.1", "万吨", 10**4, 1),
        ("M2.1.1", "kg", 1, 1000),
        ("M3.1.1", "亿千瓦时", 100, 1),
        ("M3.1.1", "万千瓦时", 1, 100),
        ("R2.3.1", "万吨CO2", 1, 1),
        ("R2.3.1", "吨二氧化碳当量", 1, 10**4),
        ("M4.2.2", "人次", 1, 10**4),
        ("C2.1.1", "万元/人", 10**4, 1),
        ("C2.1.1", "元", 1, 1),  # per person by its name
        ("C2.1.1", "元/人·年", 1, 1),
        ("M3.1.2", "度/人", 1, 1),
        ("M1.2.2", "个", 1, 1),
        ("M1.2.2", "百个", 100, 1),
        ("G1.3.2", "分", 1, 1),
        ("G1.1.1", "1=是，0=否", 1, 1),
    ],
)
def test_units_are_converted_exactly(code: str, text: str, times: int, by: int) -> None:
    written = written_unit(text)
    assert written is not None
    factor = unit_factor(written, indicator(code))
    assert factor is not None
    assert factor * by == times


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (AMOUNT, "公顷"),
        (AMOUNT, "%"),
        (AMOUNT, "元/人"),
        (AREA, "亿元"),
        (SHARE, "个"),
        ("R2.3.1", "万吨"),  # of carbon, of its dioxide, of coal?
        ("G1.1.1", "个"),
    ],
)
def test_what_measures_another_thing_has_no_factor(code: str, text: str) -> None:
    written = written_unit(text)
    assert written is not None
    assert unit_factor(written, indicator(code)) is None


@pytest.mark.parametrize(
    "text", ["万美元", "元/月", "10km3", "10 km2", "吨标准煤", "某", "", "万" * 50]
)
def test_what_is_no_known_unit_is_not_guessed(text: str) -> None:
    assert written_unit(text) is None


def test_every_unit_of_the_tree_is_understood_in_both_languages() -> None:
    for code in (
        "yuan/person",
        "亿立方米",
        "平方公里",
        "1e8 m3",
        "GWh",
        "吉瓦时",
        "0-4",
        "%",
        "是/否",
    ):
        assert written_unit(code) is not None, code
    assert written_unit("1e8 yuan").unit == parse_unit("1e8 yuan")  # type: ignore[union-attr]


@pytest.mark.parametrize("digits", ["1200345.6", "0.1", "53021.7", "88000.5", "123456789.123"])
def test_a_converted_number_is_the_float_nearest_to_the_written_digits(digits: str) -> None:
    found = conversion_of(indicator(AMOUNT), [written_unit("万元")], None)  # type: ignore[list-item]
    assert isinstance(found, Conversion)
    assert converted(float(digits), found.factor) == float(Decimal(digits) / 10_000)


def test_two_units_that_disagree_are_both_named() -> None:
    units = [written_unit("万元"), written_unit("亿元")]
    found = conversion_of(indicator(AMOUNT), units, None)  # type: ignore[arg-type]
    assert isinstance(found, Problem)
    assert found.fault == Fault.TWO_UNITS
    assert "万元" in found.reason
    assert "亿元" in found.reason


# How many of the unit of formulas one of each word is.
SIZES: dict[str, dict[int | str, str]] = {
    "yuan": {1: "元 人民币 人民币元 圆 rmb CNY yuan"},
    "person": {1: "人 口人 persons person people"},
    "visits": {1: "人次 人次数 visits visit"},
    "m2": {1: "平方米 平米 m2 sqm m²", "2000/3": "亩 市亩 mu"},
    "ha": {1: "公顷 hm2 ha hectare hectares"},
    "km2": {1: "平方公里 平方千米 km2 sqkm"},
    "m3": {1: "立方米 立米 方 m3 cubicmetres", 10**9: "立方千米 立方公里 km3"},
    "kg": {1: "千克 公斤 kg", "1/1000": "克 g", "1/2": "斤 市斤"},
    "t": {1: "吨 t tonnes tons", 1000: "kt"},
    "kWh": {1: "千瓦时 千瓦小时 千瓦·时 度 kwh"},
    "MWh": {1: "兆瓦时 MWh"},
    "GWh": {1: "吉瓦时 GWh", 1000: "太瓦时 TWh"},
    "%": {1: "% 百分比 百分数 百分之 percent pct", "1/10": "‰ 千分比 千分数 千分之 permille"},
    "yuan/person": {1: "元/人 元每人 yuanpercapita 元/人/年"},
    "t CO2": {1: "吨CO2 吨二氧化碳当量 tCO2e", "1/1000": "千克二氧化碳 kgCO2", 1000: "ktCO2"},
}


@pytest.mark.parametrize(
    ("unit", "size", "word"),
    [
        (unit, Fraction(size), word)
        for unit, sizes in SIZES.items()
        for size, words in sizes.items()
        for word in words.split()
    ],
)
def test_the_size_of_each_word(unit: str, size: Fraction, word: str) -> None:
    found = written_unit(word)
    assert found is not None
    assert found.unit.dimension == parse_unit(unit).dimension
    assert found.unit.factor / parse_unit(unit).factor == size
    assert not found.counted


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("十元", 10),
        ("百元", 100),
        ("千元", 1000),
        ("万元", 10**4),
        ("亿元", 10**8),
        ("十万元", 10**5),
        ("hundred yuan", 100),
        ("thousand yuan", 1000),
        ("million yuan", 10**6),
        ("billion yuan", 10**9),
        ("k yuan", 1000),
        ("10^4元", 10**4),
        ("1,000元", 1000),
        ("1e4元", 10**4),
        ("2.5元", Fraction(5, 2)),
        ("10 k yuan", 10**4),
        ("元/年", 1),
        ("元·a", 1),
        ("（单位：元）", None),
        ("（元）", 1),
        (" 元，", 1),
        ("元/元/人", None),
        ("元/某", None),
        ("某/人", None),
    ],
)
def test_powers_and_what_stands_around_a_unit(text: str, times: Fraction | int | None) -> None:
    found = written_unit(text)
    if times is None:
        assert found is None or found.unit.dimension != parse_unit("yuan").dimension
    else:
        assert found is not None
        assert found.unit.factor == times * parse_unit("yuan").factor


@pytest.mark.parametrize(
    ("text", "times", "counted"),
    [
        ("个", 1, True),
        ("万个", 10**4, True),
        ("百万件", 10**6, True),
        ("级", 1, True),
        ("档", 1, True),
    ],
)
def test_measure_words_count_anything(text: str, times: int, counted: bool) -> None:
    found = written_unit(text)
    assert found is not None
    assert (found.unit.factor, found.counted, found.text) == (times, True, text)


def test_a_unit_of_forty_characters_is_the_longest() -> None:
    assert written_unit("元".ljust(40)) is not None
    assert written_unit("元".ljust(41)) is None


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (Fraction(1, 10**4), "0.0001"),
        (Fraction(10**4), "10000"),
        (Fraction(1), "1"),
        (Fraction(2, 30000), "1/15000"),
        (Fraction(5, 2), "2.5"),
    ],
)
def test_a_factor_as_somebody_would_write_it(factor: Fraction, text: str) -> None:
    assert plain_factor(factor) == text


def test_what_is_no_number_is_multiplied_as_it_is() -> None:
    assert converted(float("inf"), Fraction(2)) == float("inf")
    assert converted(0.1, Fraction(3)) == 0.3
