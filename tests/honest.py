"""Every page that a test keeps is looked at twice: what was kept must be what is rendered.

A part of a page that comes from the store is rendered anew and compared, in every test, without
what the process holds of runs and reference tables; an answer of 304 is compared with the page as
it is now, and one ETag never stands for two pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from pytest_django import Settings

from scoring.rendered import part
from tests.scoring.held import let_go

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
_numbers = count()
_pages: dict[str, bytes] = {}


class HonestPages:
    """The outermost middleware of tests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tag = response.headers.get("ETag", "").removeprefix("W/")
        if not tag or response.streaming or request.method != "GET":
            return response
        if response.status_code == 304:
            whole = dict(request.META)
            for name in ("HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_ENCODING"):
                request.META.pop(name, None)
            now = self.get_response(request)
            request.META.update(whole)
            assert now.headers.get("ETag", "").removeprefix("W/") == tag, "the page has another tag"
            self._compare(tag, now)
        elif response.status_code == 200 and "Content-Encoding" not in response.headers:
            self._compare(tag, response)
        return response

    @staticmethod
    def _compare(tag: str, response: HttpResponse) -> None:
        body = CSRF.sub(b"", response.content)
        assert _pages.setdefault(tag, body) == body, "one ETag stands for two pages"


@pytest.fixture(autouse=True)
def honest_pages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of each test's own, since the next one meets other rows under the same keys."""
    let_go()
    settings.RENDERED_DIR = Path(django_settings.DATA_DIR) / "rendered" / str(next(_numbers))
    kept = part.kept

    def compared(key: str, make: Callable[[], str]) -> SafeString:
        made: list[str] = []

        def made_now() -> str:
            made.append(make())
            return made[-1]

        text = kept(key, made_now)
        if not made:
            let_go()
            assert text == make(), f"a kept part differs from what is rendered now: {key}"
        return text

    monkeypatch.setattr(part, "kept", compared)
    _pages.clear()
    return
