"""The door of every page: signed in, allowed by `surveys.permissions`, or turned away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.middleware import HtmxDetails

from surveys.models import User
from surveys.permissions import Action, require

P = ParamSpec("P")


class HtmxRequest(HttpRequest):
    """A request as a view gets it: django-htmx's middleware has been there."""

    htmx: HtmxDetails


Page = Callable[Concatenate[HtmxRequest, P], HttpResponseBase]


def guarded(action: Action) -> Callable[[Page[P]], Page[P]]:
    """Send a stranger to the sign-in page and answer 403 where the role does not allow it.

    The action is kept on the view as `action`, so that a test can list which address
    asks for what.
    """

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def inner(request: HtmxRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require(request.user, action)
            return view(request, *args, **kwargs)

        guarded_view: Any = inner
        guarded_view.action = action
        return guarded_view

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the door and back to a page: of a lost POST, the one that carried its form."""
    reading = request.method in ("GET", "HEAD")
    target = request.get_full_path() if reading else page_behind(request)
    query = urlencode({"next": target}).replace("%2F", "/")
    lost = "" if reading else "&lost=1"
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}{lost}")


def page_behind(request: HttpRequest) -> str:
    """Our page that a request came from, else the nearest page above its address."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if referer and ours:
        parts = urlsplit(referer)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    path = request.path
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


def person_of(request: HttpRequest) -> User:
    """The signed-in user of a guarded page, typed."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a guarded page has a user")
    return user
