"""Result pages that a browser may keep: asked again, the answer is "unchanged" or the new page.

`private, no-cache` lets the browser of one person keep a page and makes it ask before every
look. Its ETag knows everything that the page shows: the facts that the view names, and what the
frame adds (person, role, language, address, editions, the form's secret, program, reference
tables, day). A page that carries a message or is not of the approved basis is not kept at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from scoring.models import Basis
from scoring.rendered.part import facts_of_heading, reference_stamp
from scoring.rendered.program import program_stamp
from surveys.guards import HtmxRequest, person_of
from surveys.kept import kept_by_browser
from surveys.lookup import editions_read


def result_page(
    request: HtmxRequest,
    template: str,
    facts: Sequence[object] | None,
    context: Callable[[], Mapping[str, Any]],
    *,
    basis: str,
) -> HttpResponse:
    """The page, or 304 where the browser holds it; `context` is asked only where it is rendered.

    `facts` are all that the page's own content depends on beside the reference tables, read
    before `context` reads anything: what changes in between is then told at the next look. None
    where a form waits on the page or work is under way.
    """
    approved = basis == Basis.APPROVED
    tag = page_tag(request, facts) if approved and facts is not None else ""
    if tag and get_conditional_response(request, etag=tag) is not None:
        return kept_by_browser(HttpResponseNotModified(), tag)
    response = render(request, template, dict(context()))
    return kept_by_browser(response, tag) if tag else response


def page_tag(request: HtmxRequest, facts: Sequence[object]) -> str:
    """The ETag with its quotation marks; empty where the page is not to be kept."""
    secret = request.META.get("CSRF_COOKIE")
    if request.method not in ("GET", "HEAD") or not secret or len(get_messages(request)):
        return ""
    told = [program_stamp(), reference_stamp(), *_frame(request), secret, list(facts)]
    text = json.dumps(told, ensure_ascii=False, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _frame(request: HtmxRequest) -> list[object]:
    """What the frame of every page shows, and what of the request decides how it looks."""
    person = person_of(request)
    editions = [facts_of_heading(edition) for edition in editions_read()]
    return [
        *(person.pk, person.role, person.is_demo, person.get_short_name(), settings.PRODUCTION),
        *(get_language(), request.get_host(), request.get_full_path(), bool(request.htmx)),
        *(editions, timezone.localdate()),
    ]
