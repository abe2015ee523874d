"""What every answer carries and what no request gets past."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ecoasset.security import BodyLimitMiddleware

pytestmark = pytest.mark.django_db


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
def test_only_what_is_beyond_the_limit_is_refused(beyond: int, status: int) -> None:
    """Before it is read; the page that says so is a test of the shell."""
    size = str(settings.REQUEST_MAX_BYTES + beyond)
    request = RequestFactory().post("/", CONTENT_LENGTH=size)
    assert BodyLimitMiddleware(lambda _: HttpResponse("taken"))(request).status_code == status
