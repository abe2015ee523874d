"""The form of a reply on the coding screen: the page's own form, alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveys.models import City, Edition, InfoRequest, Reply, Round
from surveys.models.request import Channel
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
)
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def city() -> City:
    """With three organs, the second of which has the letter."""
    city = make_city()
    for name in ("发改委", "自然资源局", "生态环境局"):
        make_organ(city, name=name)
    return city


@pytest.fixture
def letter(city: City, survey_round: Round) -> InfoRequest:
    organ = city.organs.get(name="自然资源局")
    return make_letter(survey_round, organ, channel=Channel.DISCLOSURE)


@pytest.fixture
def client(cast: Cast) -> Client:
    return browser(cast.coder)


def _form(client: Client, edition: Edition, city: City) -> Any:
    address = f"/editions/{edition.code}/cities/{city.adcode}/reply/"
    return client.get(address, headers=SCRIPT)


def test_it_knows_the_organ_of_the_only_letter_that_waits(
    client: Client, edition: Edition, city: City, letter: InfoRequest
) -> None:
    shown = _form(client, edition, city)
    page = shown.content.decode()
    assert ("<html" in page, 'hx-target="#logging"' in page) == (False, True)
    assert shown.context["form"].initial["organ"] == letter.organ_id
    make_letter(letter.round, city.organs.get(name="发改委"), channel=Channel.DISCLOSURE)
    assert "organ" not in _form(client, edition, city).context["form"].initial


def test_letters_that_are_answered_or_of_other_cities_wait_for_nothing(
    client: Client, edition: Edition, city: City, letter: InfoRequest
) -> None:
    other = make_letter(letter.round, make_organ(make_city()), channel=Channel.DISCLOSURE)
    done = make_letter(letter.round, city.organs.get(name="发改委"), channel=Channel.CONSULTATION)
    make_reply(letter.round, organ=done.organ, letters=[done])
    InfoRequest.objects.filter(pk=done.pk).update(is_open=False)
    assert _form(client, edition, city).context["form"].initial["organ"] == letter.organ_id
    form = _form(client, edition, other.organ.city).context["form"]
    assert form.initial["organ"] == other.organ_id


def test_it_is_logged_as_from_its_page_and_refused_as_there(
    client: Client, edition: Edition, city: City, letter: InfoRequest, cast: Cast
) -> None:
    address = f"/editions/{edition.code}/cities/{city.adcode}/"
    typed = {
        "survey_round": letter.round_id,
        "organ": letter.organ_id,
        "received_on": "2025-06-01",
        f"letter-{letter.pk}": "",
        "summary": "打了很多字",
    }
    refused = client.post(f"{address}reply/", typed, headers=SCRIPT)
    page = refused.content.decode()
    assert (refused.status_code, "打了很多字" in page, "<html" in page) == (422, True, False)
    assert not Reply.objects.exists()
    file = SimpleUploadedFile("复函.txt", "经查，已成立。".encode())
    typed[f"letter-{letter.pk}"] = make_outcome(Channel.DISCLOSURE).pk
    stored = client.post(f"{address}reply/", {**typed, "files": [file]}, headers=SCRIPT)
    key = f"reply-{edition.code}-{city.adcode}-{cast.coder.pk}"
    assert stored["HX-Redirect"] == f"{address}code/?logged={key}"
    assert Reply.objects.get().evidence.get().name == "复函.txt"
    assert "复函.txt" in client.get(f"{address}code/").content.decode()


def test_where_nothing_can_be_logged_its_page_says_why(client: Client, city: City) -> None:
    for edition in (make_edition(), make_edition(frozen=True)):
        answer = _form(client, edition, city)
        assert answer["HX-Redirect"] == f"/editions/{edition.code}/cities/{city.adcode}/reply/"
