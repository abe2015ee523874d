"""What every answer carries and what no request gets past."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ecoasset.logs import LineFormatter, RequestIdFilter
from ecoasset.security import BodyLimitMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """What the product's own handler would write to standard error."""
    config: dict[str, Any] = settings.LOGGING["formatters"]["line"]  # type: ignore[index]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(LineFormatter(config["format"]))
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.stream
    root.removeHandler(handler)


def test_a_well_formed_request_id_is_kept_and_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="ecoasset.request"):
        response = client.get("/healthz", headers={"x-request-id": "proxy-0123456789"})
    assert response["X-Request-ID"] == "proxy-0123456789"
    assert "GET /healthz 200" in caplog.text


@pytest.mark.parametrize("path", ["/readyz", "/no-such-page/"])
def test_every_line_of_a_request_carries_its_id(
    client: Client, path: str, log_lines: io.StringIO
) -> None:
    """Also the warning that Django writes after the last middleware."""
    client.get(path, headers={"x-request-id": "first-0123456789"})
    client.get(path, headers={"x-request-id": "second-0123456789"})
    lines = [line for line in log_lines.getvalue().splitlines() if path in line]
    assert {line.split()[2] for line in lines} == {"django.request", "ecoasset.request"}
    ids = [line.partition("[")[2].partition("]")[0] for line in lines]
    assert ids == ["first-0123456789"] * 2 + ["second-0123456789"] * 2


def test_a_path_cannot_forge_a_line_of_the_log(client: Client, log_lines: io.StringIO) -> None:
    client.get("/x%0A2026-01-01 INFO forged%0D%E2%80%A8more")
    lines = log_lines.getvalue().splitlines()
    assert len(lines) == 2
    assert all("forged" in line for line in lines)
    assert "\\x0a2026-01-01 INFO forged\\x0d" in lines[0]


def test_a_traceback_cannot_forge_a_line_either(log_lines: io.StringIO) -> None:
    try:
        raise ValueError("typed\n2026-01-01 INFO forged")
    except ValueError:
        logging.getLogger("ecoasset").exception("it\nfailed")
    first, *rest = log_lines.getvalue().splitlines()
    assert first.endswith("it\\x0afailed")
    assert all(line.startswith("  ") for line in rest)


@pytest.mark.parametrize(
    ("path", "fields", "cookie"),
    [
        ("/sign-in/%00", None, ""),
        ("/no-such-page/%00", None, ""),
        ("/sign-in/?next=%00", None, ""),
        ("/sign-in/?%00=1", None, ""),
        ("/sign-in/", {"username": "a\0b", "password": "x"}, ""),
        ("/sign-in/", "username=a%00b&password=x", ""),
        ("/sign-in/", None, '"\\000aaaaaaaaaaaa"'),
    ],
)
def test_a_null_byte_is_refused_in_words(
    client: Client, path: str, fields: object, cookie: str
) -> None:
    """Multipart, urlencoded, address or cookie: PostgreSQL would answer with an error."""
    client.raise_request_exception = False
    if cookie:
        client.cookies.load(f"{settings.SESSION_COOKIE_NAME}={cookie}")
    form = "application/x-www-form-urlencoded"
    if isinstance(fields, str):
        response = client.post(path, fields, content_type=form)
    else:
        response = client.post(path, fields) if fields else client.get(path)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_half_a_surrogate_pair_is_refused_in_words(client: Client) -> None:
    """UTF-7 can say one, and whoever sends a request chooses its encoding."""
    client.raise_request_exception = False
    part = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n+2AA-\r\n--x--\r\n'
    form = "multipart/form-data; boundary=x; charset=utf-7"
    for response in (
        client.generic("POST", "/sign-in/", part, content_type=form),
        client.get("/sign-in/?next=%2B2AA-", headers={"content-type": "text/plain; charset=utf-7"}),
    ):
        assert response.status_code == 400
        assert "<h1" in response.content.decode()


@pytest.mark.parametrize("encoding", ["utf-16", "rot13", "zlib", "idna", "undefined"])
def test_no_encoding_but_one_is_read(client: Client, encoding: str) -> None:
    """Some decode no text, which was an error of the program to everybody who asked for it."""
    client.raise_request_exception = False
    part = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n+\xff\r\n--x--\r\n'
    kinds = ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded")
    for kind in kinds:
        form = f"{kind}; charset={encoding}"
        response = client.generic("POST", "/sign-in/", part, content_type=form)
        assert response.status_code == 400
        assert "<h1" in response.content.decode()
        taken = f"{kind}; charset=UTF8"
        assert client.generic("POST", "/sign-in/", part, content_type=taken).status_code == 200


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
