"""A letter that speaks in another city's name than its own."""

from __future__ import annotations

import pytest

from surveys.models import City
from surveys.places.other_cities import other_cities_named


def _city(adcode: str, name: str, province: str = "福建省", capital: bool = False) -> City:
    short = name.removesuffix("市")
    return City(adcode=adcode, name=name, short_name=short, province=province, is_capital=capital)


NANPING = _city("350700", "南平市")
CITIES = (
    NANPING,
    _city("350900", "宁德市"),
    _city("350100", "福州市", capital=True),
    _city("330100", "杭州市", "浙江省", capital=True),
    _city("511400", "眉山市", "四川省"),
    City(adcode="422800", name="恩施土家族苗族自治州", short_name="恩施", province="湖北省"),
    _city("420600", "襄阳市", "湖北省"),
    _city("321000", "扬州市", "江苏省"),
)


def named(text: str) -> list[str]:
    return [one.city.name for one in other_cities_named(text, NANPING, CITIES)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("宁德市人民政府办公室政府信息公开答复书", "宁德市"),
        ("申请人：您好。\n宁德市自然资源局\n2025年3月3日", "宁德市"),
        ("经查，宁德市发展和改革委员会未制作该信息。", "宁德市"),
        ("可以向宁德市人民政府申请行政复议。", "宁德市"),
        ("我市（宁德市）已成立领导小组。", "宁德市"),
        ("宁德市（以下简称“我市”）高度重视。", "宁德市"),
        ("现答复如下：宁德市目前尚未开展核算。", "宁德市"),
        ("答复如下。\n宁 德 市\n已印发实施方案。", "宁德市"),  # as a PDF breaks its lines
        ("杭州市人民政府办公厅", "杭州市"),
        ("恩施州人民政府办公室", "恩施土家族苗族自治州"),
        ("襄樊市人民政府办公室", "襄阳市"),
        # The capital of its own province, where it is who speaks.
        ("福州市人民政府办公厅答复书", "福州市"),
        ("您好：福州市尚未编制核算标准。", "福州市"),
    ],
)
def test_who_speaks_is_another_city(text: str, name: str) -> None:
    assert named(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "南平市人民政府办公室：我市已成立领导小组。",
        "根据《宁德市人民政府关于印发实施方案的通知》，我市正在研究。",
        "地址：福州市鼓楼区华林路76号，邮编350003。",
        "可以向福建省人民政府申请行政复议，或者向福州市中级人民法院提起诉讼。",
        "由设在福州市的省自然资源厅和福州市人民政府共同建设的平台。",
        "我市将学习借鉴宁德市、杭州市等试点城市经验。",
        "参照宁德市人民政府的做法，我市拟出台方案。",
        "赴杭州市发展和改革委员会调研。",
        "宁德市蕉城区人民政府与我市延平区签订协议。",
        "宁德市霞浦县自然资源局提供了样本。",
        "峨眉山市人民政府来我市考察。",  # a city of a county, whose name ends like 眉山市
        "南平市与宁德市大局意识强，格局清晰。",
        "",
    ],
)
def test_a_city_that_is_only_mentioned_does_not_count(text: str) -> None:
    assert named(text) == []


def test_each_city_is_told_once_with_its_words_in_the_order_of_the_text() -> None:
    text = "杭州市人民政府办公厅。宁德市财政局。杭州市统计局。"
    found = other_cities_named(text, NANPING, CITIES)
    assert [one.city.name for one in found] == ["杭州市", "宁德市"]
    assert found[0].words.startswith("杭州市人民政府办公厅")


def test_a_text_of_full_length_is_looked_through() -> None:
    assert named("市州盟区" * 40_000 + "。宁德市财政局") == ["宁德市"]
