"""Every list of provinces has them in the reader's language, and finds by the same value."""

from __future__ import annotations

from html import unescape

import pytest
from django.utils import translation

from scoring.analysis.filters import PriorityFilter
from scoring.analysis.profile import GROUPINGS
from scoring.models import CityScore, PublishedRank
from scoring.products.filters import PublishedFilter, RankingFilter
from surveys.coding.filters import AnswerFilter
from surveys.models import Answer, City, Edition, Question, ReviewPriority
from tests.builders import Cast, make_answer, make_city
from tests.web.page import visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
WORDS = {"en": "Zhejiang 浙江省", "zh-hans": "浙江省"}
FILTERS = {
    AnswerFilter: Answer,
    RankingFilter: CityScore,
    PublishedFilter: PublishedRank,
    PriorityFilter: ReviewPriority,
}


@pytest.fixture
def cities() -> list[City]:
    return [
        make_city("金华市", province="浙江省", province_adcode="330000"),
        make_city("福州市", province="福建省", province_adcode="350000"),
    ]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", FILTERS, ids=lambda kind: kind.__name__)
@pytest.mark.usefixtures("cities")
def test_a_filter_offers_them(kind: type[AnswerFilter], language: str) -> None:
    with translation.override(language):
        offered = kind({}, queryset=FILTERS[kind]._default_manager.all()).form["province"]
        options = [(str(value), str(label)) for value, label in offered.field.choices if value]
    assert options[0] == ("浙江省", WORDS[language])
    assert [value for value, _label in options] == ["浙江省", "福建省"]


@pytest.mark.parametrize("language", WORDS)
def test_pages_name_them(
    cast: Cast, edition: Edition, question: Question, cities: list[City], language: str
) -> None:
    for city in cities:
        make_answer(edition, city, question, cast.coder)
    client = browser(cast.administrator, language=language)
    review = client.get(f"/editions/{edition.code}/review/", {"province": "浙江省"})
    assert f">{WORDS[language]}</option>" in unescape(review.content.decode())
    assert [answer.city for answer in review.context["page"]] == [cities[0]]
    progress = visit(client, f"/editions/{edition.code}/")
    assert progress.row(WORDS[language])[1] == "1"
    for address in ("/admin/surveys/answer/", "/admin/surveys/city/"):
        page = visit(client, address)
        assert WORDS[language] in page.text
        assert ("Zhejiang" in page.text) is (language == "en"), address
    narrowed = visit(client, "/admin/surveys/answer/", province="浙江省")
    assert "福州市" not in narrowed.text


def test_means_of_provinces_name_them(cities: list[City]) -> None:
    label = dict(GROUPINGS)["province"]
    for language, words in WORDS.items():
        with translation.override(language):
            assert label(cities[0]) == words
