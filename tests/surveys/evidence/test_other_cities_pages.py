"""A letter that speaks in another city's name: told above its text and when it is logged."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.evidence import other_cities
from surveys.evidence.store import StoreAway, path_of
from surveys.models import City, Edition, Evidence, Reply, Round
from tests.builders import (
    Cast,
    make_city,
    make_evidence,
    make_file,
    make_organ,
    make_outcome,
    make_reply,
)
from tests.surveys.evidence.likeness.copied import letter
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
SAYS = "This letter does not speak for"


@pytest.fixture
def city() -> City:
    return make_city("南平市")


@pytest.fixture(autouse=True)
def other() -> City:
    return make_city("宁德市")


@pytest.fixture
def row(survey_round: Round, city: City) -> Evidence:
    """Of Nanping, with the words of Ningde."""
    reply = make_reply(survey_round, city)
    return make_evidence(survey_round.edition, city, reply=reply, file=make_file(letter("宁德市")))


def test_the_warning_stands_above_the_letter(cast: Cast, row: Evidence) -> None:
    page = visit(browser(cast.coder), f"/evidence/{row.pk}/text/").text
    assert page.index(SAYS) < page.index("宁德市人民政府办公室") < page.index("现答复如下")


def test_its_own_letter_and_a_page_of_the_web_warn_of_nothing(
    cast: Cast, survey_round: Round, city: City, row: Evidence
) -> None:
    own = make_evidence(
        survey_round.edition, city, reply=row.reply, file=make_file(letter("南平市"))
    )
    page = make_evidence(survey_round.edition, city, file=row.file)
    for quiet in (own, page):
        assert SAYS not in visit(browser(cast.coder), f"/evidence/{quiet.pk}/text/").text


def _post(cast: Cast, survey_round: Round, city: City, *texts: str) -> str:
    typed: dict[str, Any] = {
        "survey_round": survey_round.pk,
        "organ": make_organ(city, name="南平市林业局").pk,
        "received_on": "2025-06-01",
        "unasked": make_outcome().pk,
        "files": [SimpleUploadedFile(f"{n}.txt", text.encode()) for n, text in enumerate(texts)],
    }
    here = f"/editions/{survey_round.edition.code}/cities/{city.adcode}"
    client = browser(cast.coder)
    answer = client.post(f"{here}/reply/", typed)
    assert answer.status_code == 302
    return visit(client, answer["Location"]).text


def test_it_is_told_when_the_letter_is_logged_and_kept_all_the_same(
    cast: Cast, survey_round: Round, city: City
) -> None:
    text = _post(cast, survey_round, city, "附件一", letter("宁德市"))
    assert "speaks in the name of another city: “宁德市人民政府办公室" in text
    assert Reply.objects.get().evidence.count() == 2


def test_its_own_letter_is_logged_without_a_word(
    cast: Cast, survey_round: Round, city: City, edition: Edition
) -> None:
    assert "another city" not in _post(cast, survey_round, city, letter("南平市"))


def test_a_damaged_file_or_a_store_that_is_away_stops_no_logging(
    cast: Cast, survey_round: Round, city: City, row: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert row.reply is not None
    path = path_of(row.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"others")
    assert other_cities.other_cities_of(row.reply) == []

    def away(_row: Evidence) -> str:
        raise StoreAway(5, "away")

    monkeypatch.setattr(other_cities, "evidence_words", away)
    assert "another city" not in _post(cast, survey_round, city, letter("宁德市", 9))
    assert Reply.objects.count() == 2
