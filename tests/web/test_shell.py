from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from surveys.models import Edition
from tests.builders import Cast, make_edition, make_user
from tests.web.people import browser

pytestmark = pytest.mark.django_db


def test_the_switcher_leads_to_the_same_page_of_another_edition(cast: Cast) -> None:
    make_edition("2024-a")
    make_edition("2025-b")
    page = browser(cast.coder).get("/editions/2025-b/log/").content.decode()
    assert 'href="/editions/2024-a/log/"' in page
    page = browser(cast.coder).get("/help/?edition=2024-a").content.decode()
    assert 'href="/editions/2024-a/board/"' in page


def test_pages_name_no_other_machine_and_carry_no_inline_script_or_style(
    cast: Cast, edition: Edition
) -> None:
    client = browser(cast.manager)
    for address in ("/", "/help/", "/editions/2025-test/", "/trail/", "/admin/"):
        page = client.get(address).content.decode()
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in page
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count("<script src=")


def test_errors_are_pages_of_the_frame(cast: Cast, client: Client) -> None:
    stranger = client.get("/nowhere/")
    assert (stranger.status_code, "没有" in stranger.content.decode()) == (404, True)
    page = browser(cast.outsider).get("/trail/")
    assert page.status_code == 403
    assert "Main navigation" in page.content.decode()


def test_an_expired_form_says_what_to_do(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.coder)
    answer = strict.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "<html" in answer.content.decode()


def test_a_failure_is_a_page_that_needs_nothing(
    cast: Cast, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("surveys.rounds.views.editions.round_progress", fail)
    client = browser(cast.coder)
    client.raise_request_exception = False
    answer = client.get("/editions/2025-test/")
    assert answer.status_code == 500
    assert "Something failed" in answer.content.decode()


def test_what_is_too_large_is_said_in_both_languages(client: Client) -> None:
    size = str(settings.REQUEST_MAX_BYTES + 1)
    chinese = client.post("/sign-in/", CONTENT_LENGTH=size)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.post("/sign-in/", CONTENT_LENGTH=size)
    assert (chinese.status_code, english.status_code) == (413, 413)
    limit = str(settings.REQUEST_MAX_BYTES // 2**20)
    assert all(limit in page.content.decode() for page in (chinese, english))
    assert 'lang="zh-hans"' in chinese.content.decode()
    assert "Too large" in english.content.decode()


def test_the_edition_seen_last_is_remembered_per_person(db: None) -> None:
    coder, second_coder = make_user(), make_user()
    make_edition("2025-a")
    make_edition("2026-b")
    client = browser(coder)
    assert client.get("/").context["edition"].code == "2026-b"
    client.get("/editions/2025-a/")
    assert client.get("/").context["edition"].code == "2025-a"
    client.force_login(second_coder)
    assert client.get("/").context["edition"].code == "2026-b"
