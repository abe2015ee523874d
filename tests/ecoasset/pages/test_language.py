from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from surveys.models import User
from tests.builders import PASSWORD, Cast
from tests.web.people import browser

pytestmark = pytest.mark.django_db


def language_of(client: Client, address: str = "/sign-in/", asked: str = "en") -> str:
    return client.get(address, headers={"Accept-Language": asked})["Content-Language"]


@pytest.mark.parametrize("asked", ["en-US,en;q=0.9", "de", "zh-TW", ""])
def test_chinese_whatever_the_browser_asks_for(client: Client, cast: Cast, asked: str) -> None:
    assert language_of(client, asked=asked) == "zh-hans"
    client.force_login(cast.coder)
    assert language_of(client, "/", asked) == "zh-hans"


def test_a_stranger_chooses_by_cookie_and_takes_the_choice_along(
    client: Client, cast: Cast
) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert answer["Location"] == "/sign-in/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert language_of(client, asked="zh-CN") == "en"
    client.post("/sign-in/", {"username": "coder", "password": PASSWORD})
    cast.coder.refresh_from_db()
    assert cast.coder.language == "en"


@pytest.mark.parametrize("nonsense", ["fr", "../en", "EN", ""])
def test_a_cookie_of_no_language_of_ours_means_chinese(client: Client, nonsense: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = nonsense
    assert language_of(client) == "zh-hans"


def test_an_old_cookie_does_not_overrule_the_account(client: Client, cast: Cast) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post("/sign-in/", {"username": "coder", "password": PASSWORD})
    assert language_of(client, "/") == "zh-hans"
    User.objects.filter(pk=cast.coder.pk).update(language="en")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert language_of(client, "/", "zh-CN") == "en"


def test_the_choice_stays_with_the_account(cast: Cast) -> None:
    client = browser(cast.coder, language="zh-hans")
    client.post("/language/", {"language": "en"})
    cast.coder.refresh_from_db()
    assert cast.coder.language == "en"
    assert cast.coder.trail.get().changes["language"] == ["zh-hans", "en"]


@pytest.mark.parametrize("wanted", ["", "fr", "zh"])
def test_other_languages_are_refused(client: Client, wanted: str) -> None:
    assert client.post("/language/", {"language": wanted}).status_code == 400


def test_it_is_a_post_and_leads_back_to_own_addresses_only(client: Client) -> None:
    assert client.get("/language/").status_code == 405
    data = {"language": "en", "next": "https://elsewhere.example/"}
    assert client.post("/language/", data)["Location"] == "/"
