"""What the frame of every page shows; each part is read when the template asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from surveys.models import Edition
from surveys.permissions import Action, can

# No `eval`, no <style> tag: the security policy refuses both. A refusal (422) and a
# conflict (409) are pages to show, not failures.
HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "historyCacheSize": 0,
        "attributesToSettle": ["class", "width", "height"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "409|422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


@dataclass(frozen=True)
class EditionLink:
    """An edition of the switcher and where its choice leads: the same page where it has one."""

    edition: Edition
    url: str
    title: str


class Shell:
    """Editions and place of one request; one query, and only where the frame is drawn."""

    htmx_config = HTMX_CONFIG
    csrf_cookie = settings.CSRF_COOKIE_NAME

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._match = request.resolver_match

    @property
    def here(self) -> str:
        return (self._match.url_name if self._match else "") or ""

    @property
    def in_admin(self) -> bool:
        return bool(self._match and "admin" in self._match.namespaces)

    @cached_property
    def _all(self) -> list[Edition]:
        return list(Edition.objects.all())

    @cached_property
    def edition(self) -> Edition | None:
        """The one of the address, of its `edition` parameter, or the newest computed one."""
        kwargs = self._match.kwargs if self._match else {}
        wanted = kwargs.get("edition") or self._request.GET.get("edition", "")
        named = [edition for edition in self._all if edition.code == wanted]
        computed = [edition for edition in self._all if not edition.ranks_only]
        return next(iter([*named, *computed, *self._all]), None)

    @property
    def synthetic(self) -> bool:
        if not self._request.user.is_authenticated:
            return False
        return bool(self.edition and self.edition.synthetic)

    @property
    def editions(self) -> Iterator[EditionLink]:
        english = (get_language() or "").startswith("en")
        for edition in self._all:
            title = edition.title_en if english else edition.title_zh
            yield EditionLink(edition, self._url(edition), title)

    def _url(self, edition: Edition) -> str:
        if self._match and set(self._match.kwargs) == {"edition"}:
            return reverse(self._match.view_name, args=[edition.code])
        return reverse("edition", args=[edition.code])


class May:
    """`may.log_reply` in a template: whether the person's role allows the action."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> bool:
        return can(self._request.user, Action(name))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every template; an answer sent before sign-in has no user."""
    if not hasattr(request, "user"):
        return {}
    return {"shell": Shell(request), "may": May(request)}
