from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def _names(text: str) -> list[str]:
    return [city.name for city in City.objects.matching(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南平市", "南平市"),
        ("南平", "南平市"),
        ("nanping", "南平市"),
        ("nanpingshi", "南平市"),
        ("NanPing", "南平市"),
        ("nan ping", "南平市"),
        (" 南 平 ", "南平市"),
        ("xi'an", "西安市"),
        ("350700", "南平市"),
        ("重庆", "重庆市"),
        ("阿坝", "阿坝藏族羌族自治州"),
    ],
)
def test_the_city_comes_first(text: str, name: str) -> None:
    assert _names(text)[0] == name


@pytest.mark.parametrize(
    ("pinyin", "names"),
    [
        ("yichun", {"伊春市", "宜春市"}),
        ("suzhou", {"苏州市", "宿州市"}),
        ("taizhou", {"泰州市", "台州市"}),
        ("fuzhou", {"福州市", "抚州市"}),
        ("yulin", {"玉林市", "榆林市"}),
    ],
)
def test_five_names_belong_to_two_cities_each(pinyin: str, names: set[str]) -> None:
    found = City.objects.matching(pinyin)
    assert {city.name for city in found} == names
    assert len({city.province for city in found}) == 2, "the province tells them apart"
    assert _names(pinyin[:-1])[:2] == _names(pinyin), "while typing too"


def test_initials_find_every_city_that_has_them() -> None:
    found = list(City.objects.matching("np"))
    assert "南平市" in {city.name for city in found}
    with_them = City.objects.filter(initials="np").count()
    assert with_them > 0
    assert all(city.initials == "np" for city in found[:with_them]), "equal before longer ones"
    assert "南平市" in _names("nps")


def test_the_beginning_of_an_adcode_finds_its_province() -> None:
    found = list(City.objects.matching("3507"))
    assert [city.name for city in found] == ["南平市"]
    assert {city.province for city in City.objects.matching("35")} == {"福建省"}


@pytest.mark.parametrize("text", ["", "   ", "'", "atlantis", "亚特兰蒂斯", "%", "_", "999999"])
def test_nothing_is_found(text: str) -> None:
    assert _names(text) == []


def test_one_query_whatever_is_found(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for text in ("nanping", "a", "市"):
        with django_assert_num_queries(1):
            assert _names(text)
