import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ecoasset.security import BodyLimitMiddleware
from surveys.models.user import Role, User

pytestmark = pytest.mark.django_db
CHINESE, ENGLISH = "zh-hans", "en"


def language_of(client: Client, **headers: str) -> str:
    return client.get("/sign-in/", headers=headers)["Content-Language"]


@pytest.mark.parametrize("browser", ["en-US,en;q=0.9", "de", "zh-TW", ""])
def test_chinese_whatever_the_browser_asks_for(client: Client, browser: str) -> None:
    assert language_of(client, accept_language=browser) == CHINESE


def test_an_anonymous_choice_is_kept_in_a_cookie(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = ENGLISH
    assert language_of(client, accept_language="zh-CN") == ENGLISH


@pytest.mark.parametrize("nonsense", ["fr", "../en", "EN", ""])
def test_a_cookie_of_no_language_of_ours_means_chinese(client: Client, nonsense: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = nonsense
    assert language_of(client) == CHINESE


def test_signed_in_the_profile_decides_and_not_the_cookie(client: Client) -> None:
    user = User.objects.create_user("reader", None, role=Role.ANALYST, language=ENGLISH)
    client.force_login(user)
    assert client.get("/healthz")["Content-Language"] == ENGLISH
    user.language = CHINESE
    user.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = ENGLISH
    assert client.get("/healthz")["Content-Language"] == CHINESE


def test_a_well_formed_request_id_is_kept_and_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="ecoasset.request"):
        response = client.get("/healthz", headers={"x-request-id": "proxy-0123456789"})
    assert response["X-Request-ID"] == "proxy-0123456789"
    assert "GET /healthz 200" in caplog.text


@pytest.mark.parametrize("given", ["", "short", "with space 0123456789", "x" * 65, "a\nb" * 5])
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    made = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32


def test_pages_may_load_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(("beyond", "status"), [(1, 413), (0, 200)])
def test_an_oversized_request_is_refused_before_it_is_read(beyond: int, status: int) -> None:
    limit = settings.REQUEST_MAX_BYTES
    request = RequestFactory().post("/", CONTENT_LENGTH=str(limit + beyond))
    response = BodyLimitMiddleware(lambda _: HttpResponse("taken"))(request)
    assert response.status_code == status
    assert (str(limit // 2**20) in response.content.decode()) is bool(beyond)
