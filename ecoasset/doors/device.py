"""The cookie of a browser in which somebody was signed in before: his or hers to try again.

Signed, for this one browser, and worth nothing but tries of its own at the door
(OWASP, "Slow down online guessing attacks with device cookies").
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from surveys.models import User

COOKIE = "ecoasset_device"
SALT = "ecoasset.doors.device"
MAX_AGE = 365 * 24 * 3600
MOST_PEOPLE = 8


def device_mark(request: HttpRequest, username: str) -> str:
    """The mark that this browser got when the person last signed in, or nothing."""
    known = _known(request)
    if not known:
        return ""
    key = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return known.get(str(key), "")


def device_remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """A fresh mark at every sign-in; a browser keeps those of the last few people."""
    others = {key: mark for key, mark in _known(request).items() if key != str(user.pk)}
    kept = dict(list(others.items())[-(MOST_PEOPLE - 1) :])
    response.set_cookie(
        COOKIE,
        signing.dumps({**kept, str(user.pk): secrets.token_urlsafe(12)}, salt=SALT),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    """Marks by the key of the person, the newest last; nothing where the signature is wrong."""
    try:
        found: dict[str, str] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE
        )
    except signing.BadSignature:
        return {}
    return found
