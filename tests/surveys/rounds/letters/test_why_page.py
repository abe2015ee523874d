"""Why this date: both days, each step with its article, the area's own days with their sources."""

from __future__ import annotations

import datetime
import re

import pytest

from surveys.models import CalendarDay, City, Edition, InfoRequest, Organ, RequestEvent, Round
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import Cast, make_city, make_edition, make_letter, make_organ, make_round
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]


@pytest.fixture
def lhasa(db: None) -> City:
    return make_city("拉萨市", adcode="540100", province="西藏自治区", province_adcode="540000")


def _received(survey_round: Round, city: City, day: str, **fields: object) -> InfoRequest:
    """In person, so that nothing is provisional."""
    letter = make_letter(
        survey_round, make_organ(city), channel=Channel.DISCLOSURE, sent_on=None, **fields
    )
    date = datetime.date.fromisoformat(day)
    RequestEvent.objects.create(
        request=letter, kind=EventKind.SUBMITTED, date=date, route="in_person"
    )
    letter_state_refresh(request=letter)
    return letter


def _words(cast: Cast, letter: InfoRequest, language: str = "en") -> str:
    page = browser(cast.outsider, language=language).get(f"/letters/{letter.pk}/why/")
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_both_days_and_the_areas_own(cast: Cast, survey_round: Round, lhasa: City) -> None:
    words = _words(cast, _received(survey_round, lhasa, "2025-02-10"))
    assert "Counted from the day after 2025-02-10" in words
    assert "Due 2025-03-10" in words
    assert "Due with the area's own days 2025-03-14" in words
    assert "Article 31(1) of the Regulations on Open Government Information" in words
    assert "Days of the area in this period" in words
    # The Tibetan new year of 2025 begins on 28 February.
    assert "2025-02-28 off Tibet 西藏自治区" in words
    assert "2025-05-01" not in words
    assert "2025 : the State Council's notice" in words


def test_in_the_words_of_a_chinese_letter(cast: Cast, survey_round: Round, lhasa: City) -> None:
    words = _words(cast, _received(survey_round, lhasa, "2025-02-10"), "zh-hans")
    assert "答复期限计算说明" in words
    assert "《政府信息公开条例》第三十一条第（一）项" in words
    assert "当地到期日 2025-03-14" in words
    assert "西藏自治区" in words
    assert not re.search(r"[A-Za-z]{4,} [a-z]{3,} [a-z]{3,}", words)


def test_an_area_without_days_of_its_own_has_one_day(cast: Cast, survey_round: Round) -> None:
    words = _words(cast, _received(survey_round, make_city("乙市"), "2025-02-10"))
    assert "Due 2025-03-10" in words
    assert "own days" not in words


def test_flags_are_explained_and_an_unpublished_year_is_provisional(
    cast: Cast, survey_round: Round
) -> None:
    letter = _received(survey_round, make_city(), "2099-03-02")
    words = _words(cast, letter)
    assert "provisional" in words
    assert "the period reaches into a year whose notice is not out" in words
    assert "2099 : not published yet: counted by the week, provisionally" in words


def test_struck_events_and_ours_alone_are_no_steps(cast: Cast, survey_round: Round) -> None:
    letter = _received(survey_round, make_city(), "2025-02-10")
    RequestEvent.objects.create(request=letter, kind=EventKind.READY, date="2025-02-01")
    RequestEvent.objects.create(
        request=letter,
        kind=EventKind.WITHDRAWN,
        date="2025-02-12",
        struck_at="2025-02-13T00:00:00Z",
        struck_reason="登错",
    )
    words = _words(cast, letter)
    assert "Ready to be sent" not in words
    assert "Withdrawn" not in words


def test_a_judged_letter_keeps_its_day_and_says_so(cast: Cast, survey_round: Round) -> None:
    city = make_city()
    letter = _received(survey_round, city, "2025-02-10")
    RequestEvent.objects.create(request=letter, kind=EventKind.PORTAL_ANSWERED, date="2025-03-05")
    letter_state_refresh(request=letter)
    CalendarDay.objects.create(
        scope="city", adcode=city.adcode, date="2025-03-06", kind="off", source="公告"
    )
    words = _words(cast, letter)
    assert "was judged by an earlier calendar" in words
    assert "Due 2025-03-10" in words
    assert "Due with" not in words


def test_a_consultation_has_the_organs_own_limit_or_none(cast: Cast, survey_round: Round) -> None:
    letter = make_letter(survey_round, sent_on=datetime.date(2025, 3, 5))
    words = _words(cast, letter)
    assert "there is no due day, and none is made up" in words
    assert "Article" not in words
    Organ.objects.filter(pk=letter.organ_id).update(
        limit_days=7, limit_unit="calendar_days", limit_source="网站首页"
    )
    letter = InfoRequest.objects.get(pk=letter.pk)
    letter_state_refresh(request=letter)
    words = _words(cast, letter)
    assert "within 7 calendar days" in words
    assert "Source: 网站首页" in words
    assert "Due 2025-03-12" in words


def test_it_is_headed_like_an_annex(cast: Cast, edition: Edition) -> None:
    real = _received(make_round(edition), make_city("丙市"), "2025-02-10", number="SQ-77")
    made_up = make_round(make_edition("2024-demo", synthetic=True))
    synthetic = _received(made_up, make_city("丁市"), "2025-02-10")
    page = browser(cast.coder).get(f"/letters/{real.pk}/why/").content.decode()
    for words in ("丙市人民政府办公室", "SQ-77", edition.code):
        assert words in page
    assert "SQ-77" not in _words(cast, real)  # who logs replies reads the number, others do not
    assert "Demonstration data (synthetic)" not in _words(cast, real)
    assert "Demonstration data (synthetic)" in _words(cast, synthetic)
