"""What every request gets: an id for the log, and the language its user chose."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.core.signals import request_started
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from ecoasset.context import EDITION_COOKIE, wanted_edition
from ecoasset.logs import request_id
from scoring.rendered.part import stamp_held
from surveys.history.services import stored_actions
from surveys.kept import KEPT
from surveys.lookup import editions_held

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("ecoasset.request")
TEXT = ("text/html", "application/json")


class RequestIdMiddleware:
    """Takes a proxy's `X-Request-ID` where it is well-formed, else makes one; logs one line."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        request_started.connect(_forget, dispatch_uid="request-id")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The id stays set: Django logs an answer of 400 and above after every middleware."""
        given = request.headers.get("X-Request-ID", "")
        current = given if re.fullmatch(r"[A-Za-z0-9_-]{8,64}", given) else uuid.uuid4().hex
        request_id.set(current)
        stored_actions.set(())
        started = time.monotonic()
        response = self.get_response(request)
        milliseconds = (time.monotonic() - started) * 1000
        logger.info(
            "%s %s %d %.0f ms", request.method, request.path, response.status_code, milliseconds
        )
        response["X-Request-ID"] = current
        return response


def _forget(**kwargs: object) -> None:
    """What fails before the next request has an id is not the last one's."""
    request_id.set("-")


class NoStoreMiddleware:
    """No browser and no proxy keeps a page: almost every one holds undecided answers, documents,
    particulars or a form's secret, and which of them do is nobody's to remember. Approved
    results say themselves that a browser may keep them and has to ask before each look. Files
    of the frame are served before this."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.headers.get("Cache-Control") != KEPT:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class CompressionMiddleware(GZipMiddleware):
    """Pages and their fragments travel compressed; documents and workbooks, which mostly are
    already, travel as they are. Django adds a length by chance, so that the size of a page tells
    nothing of a form's secret."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)


class OneStateMiddleware:
    """A page is of one state of the reference tables and, where it changes nothing, of the
    editions: every part of it asks for those."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reads_alone = request.method in ("GET", "HEAD")
        with stamp_held(), editions_held() if reads_alone else nullcontext():
            return self.get_response(request)


class NotAllowedMiddleware:
    """An address that only takes a form, opened as a page: 405 with words and the way back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


class EditionMiddleware:
    """Remembers the edition of the page that was seen last, for pages that name none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        seen = request.method == "GET" and response.status_code in (200, 304)
        code = wanted_edition(request) if seen else ""
        if slug_re.fullmatch(code) and request.user.is_authenticated:
            self._remember(request, response, f"{request.user.pk}:{code}")
        return response

    @staticmethod
    def _remember(request: HttpRequest, response: HttpResponseBase, value: str) -> None:
        if request.COOKIES.get(EDITION_COOKIE) != value:
            response.set_cookie(
                EDITION_COOKIE,
                value,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


class LanguageMiddleware:
    """Chinese unless the user chose English; what the browser asks for is not a choice.

    Signed in, the choice is `user.language`; anonymous, it is the language cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self._chosen(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    @staticmethod
    def _chosen(request: HttpRequest) -> str:
        user = request.user
        if user.is_authenticated:
            wanted = getattr(user, "language", "")
        else:
            wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
