"""The page for what no person did wrong: a fault of the program, or trouble of the machine."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from surveys.history.services import stored_actions
from surveys.trouble import Trouble, trouble_of

logger = logging.getLogger("ecoasset.trouble")
STATUS = {Trouble.FULL: 507, Trouble.DATABASE: 503, Trouble.STORE: 503}
NAMES = {
    Trouble.FULL: "disk full",
    Trouble.DATABASE: "database away",
    Trouble.STORE: "store away",
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Called with the error at hand. It may use neither session nor database.

    Trouble of the machine is one line in the log; a fault of the program keeps its traceback,
    which Django writes.
    """
    error = sys.exc_info()[1]
    trouble = trouble_of(error) if error is not None else None
    stored = stored_actions.get()
    context = {"trouble": trouble, "stored": len(stored), "writing": request.method == "POST"}
    template = "trouble.html" if trouble else "500.html"
    with translation.override(_language(request)):
        page = render_to_string(template, context)
    response = HttpResponse(page, status=STATUS[trouble] if trouble else 500)
    if trouble:
        logger.error(
            "%s: %s %s: %s; stored before: %s",
            NAMES[trouble],
            request.method,
            request.path,
            error,
            ", ".join(stored) or "nothing",
        )
        response.headers["Retry-After"] = "60"
        response.headers["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
    return response


def _language(request: HttpRequest) -> str:
    """What the language's middleware found before the failure, else the cookie."""
    found = getattr(request, "LANGUAGE_CODE", None)
    wanted = found or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
