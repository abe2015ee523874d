"""What stands around an indicator's name: each word with what it means, and what it does not."""

from __future__ import annotations

import pytest

from scoring.inputs.table.qualifiers import (
    Means,
    Qualifier,
    qualifiers,
    title_qualifiers,
    title_unit,
    year_of,
)
from tests.scoring.inputs.sheets import indicator

AREA, SHARE = "R1.1.1", "R2.1.1"
NOTHING = (
    "全市 全域 市域 全市域 全州 全地区 全盟 全辖区 全口径 行政区域 地级市 合计 总计 总量 总数 总额"
    " 总值 小计 数值 数量 数据 值 绝对数 绝对值 绝对量 全年 年末 年底 年末数 本年 当年 全年数"
    " 当年价 当年价格 现价 按当年价格计算 按当年价计算 按现价计算 当年价格计算"
    " 指标 指标值 统计值 实际值"
    " 1-12月 1—12月 1–12月 total"
)
OTHER = (
    "增长 增速 增幅 增加 增减 增量 同比 环比 上年 去年 年均 平均 人均 户均 地均 占比 比重 比例 份额"
    " 构成 累计 排名 排序 位次 名次 得分 目标 计划 规划 预算 预计 预测 变化 变动 可比价 不变价"
    " 森林率 growth change rank share target forecast"
)
SCOPE = (
    "市辖区 市区 城区 主城 城镇 农村 乡村 县域 建成区 中心城 开发区 市本级 本级 市级 区级 县级 全省"
    " 全国 不含 除外 其中 规模以上 规上 限额以上 urban provincial"
)


def means(text: str, code: str = AREA) -> list[Means]:
    return [found.means for found in qualifiers(text, indicator(code))]


@pytest.mark.parametrize(
    ("words", "meaning"),
    [(NOTHING, Means.NOTHING), (OTHER, Means.OTHER), (SCOPE, Means.SCOPE)],
)
def test_each_word_of_the_lists(words: str, meaning: Means) -> None:
    strange = {word: means(word) for word in words.split() if means(word) != [meaning]}
    assert strange == {}


@pytest.mark.parametrize("word", ["占比", "比重", "比例", "占", "份额", "share"])
def test_a_share_is_nothing_new_for_what_is_measured_in_percent(word: str) -> None:
    assert (means(word, SHARE), means(word, AREA)) == ([Means.NOTHING], [Means.OTHER])
    (found,) = qualifiers(f"{word}%", indicator(SHARE))
    assert (found.means, found.text) == (Means.UNIT, "%")
    assert found.unit is not None
    (found,) = qualifiers(f"{word}‰", indicator(SHARE))
    assert (found.means, found.text) == (Means.UNIT, "‰")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公顷", [(Means.UNIT, "公顷")]),
        ("单位：公顷", [(Means.UNIT, "公顷")]),
        ("计量单位 公顷", [(Means.UNIT, "公顷")]),
        ("2022年", [(Means.YEAR, "2022年")]),
        ("2022年末数", [(Means.YEAR, "2022年末数")]),
        ("2022年，公顷", [(Means.YEAR, "2022年"), (Means.UNIT, "公顷")]),
        ("全市（公顷）", [(Means.NOTHING, "全市"), (Means.UNIT, "公顷")]),
        ("全市、2022", [(Means.NOTHING, "全市"), (Means.YEAR, "2022")]),
        ("甲乙丙", [(Means.UNKNOWN, "甲乙丙")]),
        ("全市 甲乙丙", [(Means.NOTHING, "全市"), (Means.UNKNOWN, "甲乙丙")]),
    ],
)
def test_parts_of_a_heading(text: str, found: list[tuple[Means, str]]) -> None:
    said = [(part.means, part.unit.text if part.unit else part.text) for part in _parts(text)]
    assert said == found


def _parts(text: str) -> list[Qualifier]:
    return list(qualifiers(text, indicator(AREA)))


def test_the_indicators_own_name_means_nothing() -> None:
    own = indicator(AREA)
    assert means(own.name_zh) == means(own.name_en) == [Means.NOTHING]
    assert means(own.name_zh[:2]) == [Means.NOTHING]
    assert means(own.name_zh[:1]) != [Means.NOTHING]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022", 2022),
        ("2022年", 2022),
        ("2022年度", 2022),
        ("截至2022年底", 2022),
        ("1999年数据", 1999),
        ("2022 year", 2022),
        ("1899", None),
        ("2122", None),
        ("2022年增长", None),
        ("202", None),
        ("", None),
    ],
)
def test_a_year(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("title", "said", "units"),
    [
        ("单位：万元", "万元", ["万元"]),
        ("计量单位: 万元、公顷", "万元、公顷", ["万元", "公顷"]),
        ("各市产值（单位：万元）", "万元", ["万元"]),
        ("各市产值（万元）", "万元", ["万元"]),
        ("万元", "万元", ["万元"]),
        ("Units: 10k yuan", "10k yuan", ["10k yuan"]),
        ("单位：某", "某", []),
    ],
)
def test_the_unit_of_a_title(title: str, said: str, units: list[str]) -> None:
    found = title_unit(title)
    assert found is not None
    assert (found.text, [unit.text for unit in found.units]) == (said, units)


@pytest.mark.parametrize("title", ["各市产值", "各市产值（2022年）", ""])
def test_a_title_without_a_unit(title: str) -> None:
    assert title_unit(title) is None


def test_what_titles_say_against_an_indicator() -> None:
    titles = ["各市耕地（市辖区）", "增长情况", "耕地（同比增长，公顷）", "耕地（全市）"]
    found = [(part.means, part.text) for part in title_qualifiers(titles, indicator(AREA))]
    assert found == [(Means.SCOPE, "市辖区"), (Means.OTHER, "同比增长")]
