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

from ecoasset import places
from ecoasset.places import Link
from scoring.editions.selectors import with_results
from surveys.guards import page_behind
from surveys.models import Edition
from surveys.permissions import Action, can, within_reach

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


# Where the choice of another edition leads from a page about one object of an edition.
_LIST_OF = {
    "answer": "edition",
    "run": "runs",
    "study": "runs",
    "study-draw": "runs",
    "sensitivity": "runs",
    "compare": "runs",
    "values-batch": "values",
}
# Remembers per person the edition that was looked at last, in this browser.
EDITION_COOKIE = "ecoasset_edition"


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
        # What the tag `frame_of_page` takes from the page itself.
        self.basis = request.GET.get("basis", "")
        self.adcode, self.run = "", 0

    @property
    def here(self) -> str:
        return (self._match.url_name if self._match else "") or ""

    @property
    def _page(self) -> str:
        """As `ecoasset.places` names the page; all of the administration is one."""
        if self._match and "admin" in self._match.namespaces:
            return "admin:index"
        return self.here

    @property
    def menu(self) -> Iterator[Link]:
        return places.menu(self._request.user, self.edition, self._page, self.basis)

    @property
    def tabs(self) -> list[Link]:
        """Of the place where the page stands; one alone would be no choice."""
        found = list(places.tabs(self._request.user, self.edition, self._page, self.basis))
        return found if len(found) > 1 else []

    @property
    def object_tabs(self) -> list[Link]:
        """Of the city or the run that the page is about."""
        adcode = self._match.kwargs.get("adcode", self.adcode) if self._match else ""
        if adcode and self.edition:
            return list(
                places.city_tabs(self._request.user, self.edition, adcode, self.here, self.basis)
            )
        return list(places.run_tabs(self.run, self.here)) if self.run else []

    @cached_property
    def _all(self) -> list[Any]:
        if not can(self._request.user, Action.SEE_RESULTS):
            return []
        return list(with_results(within_reach(self._request.user, Edition.objects.all(), "")))

    @cached_property
    def edition(self) -> Edition | None:
        """The one of the address or its parameter, the last one seen, or the newest with results:
        one that was only opened becomes nobody's by itself.

        The edition of the page's own object comes in its place.
        """
        wanted = wanted_edition(self._request)
        named = [edition for edition in self._all if edition.code == wanted]
        seen = [edition for edition in self._all if edition.code == self._seen]
        ranked = [edition for edition in self._all if edition.has_results]
        computed = [edition for edition in self._all if not edition.ranks_only]
        return next(iter([*named, *seen, *ranked, *computed, *self._all]), None)

    @property
    def _seen(self) -> str:
        owner, _, code = self._request.COOKIES.get(EDITION_COOKIE, "").partition(":")
        return code if owner == str(self._request.user.pk) else ""

    @property
    def page(self) -> str:
        """An address that shows this page again, also where it answers a form."""
        if self._request.method in ("GET", "HEAD"):
            return self._request.get_full_path()
        return page_behind(self._request)

    @property
    def behind(self) -> str:
        """The page that the request came from, for the way back out of an error."""
        return page_behind(self._request)

    @property
    def synthetic(self) -> bool:
        if not self._request.user.is_authenticated:
            return False
        return bool(self.edition and self.edition.synthetic)

    @property
    def editions(self) -> Iterator[EditionLink]:
        for edition in self._all:
            yield EditionLink(edition, self._url(edition), edition.title)

    def _url(self, edition: Edition) -> str:
        kwargs = self._match.kwargs if self._match else {}
        same = "edition" in kwargs and set(kwargs) <= {"edition", "adcode"}
        if self._match and same and self._request.method in ("GET", "HEAD"):
            return reverse(self._match.view_name, kwargs={**kwargs, "edition": edition.code})
        if self.here == "explain":
            return reverse("city", args=[edition.code, kwargs["adcode"]])
        return reverse(_LIST_OF.get(self.here, "edition"), args=[edition.code])


def wanted_edition(request: HttpRequest) -> str:
    """The code that the address names, or nothing."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    return str(kwargs.get("edition") or request.GET.get("edition", ""))


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
