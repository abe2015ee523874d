from __future__ import annotations

import re

import pytest

from surveys.coding.views.log import MOST_FOUND
from surveys.models import City, Edition
from tests.builders import Cast, make_city
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def found(cast: Cast, edition: Edition, text: str) -> tuple[list[str], str]:
    """Names of the cities in the list, and the list."""
    answer = browser(cast.coder).get(f"/editions/{edition.code}/log/search/", {"q": text})
    page, names = answer.content.decode(), dict(City.objects.values_list("adcode", "name"))
    return [names[code] for code in re.findall(r"/cities/(\d+)/reply/", page)], page


def test_the_list_says_which_words_it_belongs_to(cast: Cast, edition: Edition) -> None:
    """Enter must not open a city of an older, shorter query."""
    make_city("甲市", pinyin="jia")
    assert 'data-found-for="jia"' in found(cast, edition, " jia ")[1]
    assert 'data-found-for="nowhere"' in found(cast, edition, "nowhere")[1]


@pytest.mark.parametrize("text", ["lüliang", "lvliang", "Lü Liang"])
def test_the_vowel_that_keyboards_lack_is_typed_either_way(
    cast: Cast, edition: Edition, text: str
) -> None:
    make_city("吕梁市", pinyin="lvliang", pinyin_full="lvliangshi")
    assert found(cast, edition, text)[0] == ["吕梁市"]


def test_a_province_finds_its_cities_and_similar_names_come_last(
    cast: Cast, edition: Edition
) -> None:
    make_city("甲乙市", adcode="910001", province="丙省")
    make_city("东甲市", adcode="900001", province="丁省")
    assert found(cast, edition, "丙省")[0] == ["甲乙市"]
    names, page = found(cast, edition, "甲")
    assert names == ["甲乙市", "东甲市"]
    assert page.index("甲乙市") < page.index("Similar names") < page.index("东甲市")


@pytest.mark.parametrize(("cities", "more"), [(MOST_FOUND, False), (MOST_FOUND + 1, True)])
def test_a_long_list_ends_and_says_so(
    cast: Cast, edition: Edition, cities: int, more: bool
) -> None:
    for number in range(cities):
        make_city(f"同名{number}市", pinyin=f"tongming{number}")
    names, page = found(cast, edition, "同名")
    assert len(names) == MOST_FOUND
    assert ("There are more" in page) is more


def test_home_finds_a_city_while_it_is_typed(cast: Cast, edition: Edition) -> None:
    page = browser(cast.coder).get("/").content.decode()
    assert f'hx-get="/editions/{edition.code}/log/search/"' in page
    assert "log.js" in page
