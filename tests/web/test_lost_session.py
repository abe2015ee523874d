"""What happens to a form whose sign-in ended before it was sent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from surveys.models import Answer, Edition, Question
from tests.builders import PASSWORD, Cast, make_answer, make_city
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def answer(cast: Cast, edition: Edition, question: Question) -> Answer:
    return make_answer(edition, make_city(), question, cast.coder)


@pytest.mark.parametrize(
    ("referer", "target"),
    [
        ("http://testserver/answers/{pk}/?province=甲", "/answers/{pk}/?province=甲"),
        ("https://elsewhere.example/answers/1/", "/answers/{pk}/"),
        ("", "/answers/{pk}/"),
    ],
)
def test_the_way_back_leads_to_the_page_with_the_form(
    client: Client, cast: Cast, answer: Answer, referer: str, target: str
) -> None:
    headers = {"Referer": referer.format(pk=answer.pk)} if referer else {}
    lost = client.post(f"/answers/{answer.pk}/decide/", {"verdict": "approved"}, headers=headers)
    query = parse_qs(urlsplit(lost["Location"]).query)
    assert query["next"] == [target.format(pk=answer.pk)]
    page = client.get(lost["Location"]).content.decode()
    assert "登录已失效，刚才的操作没有保存" in page
    data = {"username": "reviewer", "password": PASSWORD, "next": query["next"][0]}
    assert client.post(lost["Location"], data, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/editions/2025-test/freeze/", "/editions/2025-test/"),
        ("/editions/2025-test/cities/330100/code/leading_group/", None),
        ("/rounds/5/close/", "/"),
    ],
)
def test_without_a_referer_the_nearest_page_above(
    client: Client, edition: Edition, path: str, target: str | None
) -> None:
    query = parse_qs(urlsplit(client.post(path)["Location"]).query)
    assert query["next"] == [target or "/editions/2025-test/cities/330100/code/"]


def test_reading_says_nothing_of_a_loss(client: Client) -> None:
    address = client.get("/editions/")["Location"]
    assert "lost" not in address
    page = client.get(address).content.decode()
    assert "刚才的操作没有保存" not in page
    assert "保留在本浏览器中" in page


def test_an_address_that_takes_a_form_says_so_when_it_is_opened(cast: Cast, answer: Answer) -> None:
    answered = browser(cast.reviewer).get(f"/answers/{answer.pk}/decide/")
    page = answered.content.decode()
    assert (answered.status_code, answered["Allow"]) == (405, "POST")
    assert "takes a form" in page
    assert f'href="/answers/{answer.pk}/"' in page
    assert f'href="/editions/{answer.edition.code}/"' in page


def test_the_reason_is_kept_in_the_browser(cast: Cast, answer: Answer) -> None:
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert f'data-draft="review-{answer.pk}-{cast.reviewer.pk}"' in page
    assert "draft.js" in page


def test_an_expired_form_offers_the_way_back(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.coder)
    headers = {"Referer": "http://testserver/password/"}
    page = strict.post("/password/", {}, headers=headers).content.decode()
    assert "返回并重试" in page
    assert 'href="/password/" data-back' in page
