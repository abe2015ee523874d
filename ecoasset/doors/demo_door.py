"""Which editions an address names, so that a demo account is stopped before any view looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from scoring.runs.selectors import methods_for
from surveys.lookup import editions_read
from surveys.models import Edition, User
from surveys.numbers import GREATEST_KEY, whole_number
from surveys.permissions import works_on

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# The way from an edition to what the key of an address stands for, by the address's first word.
BY_KEY = {
    "answers": "answers",
    "decisions": "answers__decisions",
    "evidence": "evidence",
    "letters": "rounds__requests",
    "replies": "rounds__replies",
    "rounds": "rounds",
    "runs": "runs",
    "studies": "runs__studies",
}
EDITION_FIELDS = ("edition", "from", "ground")
RUN_FIELDS = ("old", "new")


class DemoDoorMiddleware:
    """403 for a demo account wherever an address or a form names a real edition.

    A new kind of address with a key is closed to demo accounts until it stands in `BY_KEY`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> None:
        user = request.user
        if not isinstance(user, User) or not user.is_demo:
            return
        if not all(works_on(user, edition) for edition in _named(request, kwargs)):
            raise PermissionDenied(_("A demo account works on synthetic editions alone."))
        if "pk" in kwargs and "edition" not in kwargs and not _known_key(request, user, kwargs):
            raise PermissionDenied(_("A demo account works on synthetic editions alone."))


def _named(request: HttpRequest, kwargs: dict[str, Any]) -> Iterator[Edition]:
    fields = (request.GET, request.POST)
    codes = {kwargs.get("edition"), *(f.get(name) for f in fields for name in EDITION_FIELDS)}
    if codes - {None}:
        yield from (edition for edition in editions_read() if edition.code in codes)
    for run in (whole_number(request.GET.get(name, "")) for name in RUN_FIELDS):
        if run is not None:
            yield from Edition.objects.filter(runs=run)
    word = _first_word(request)
    # A key beyond its column, on which the database stops, is nobody's: the view answers 404.
    if word in BY_KEY and kwargs.get("pk", GREATEST_KEY + 1) <= GREATEST_KEY:
        yield from Edition.objects.filter(**{BY_KEY[word]: kwargs["pk"]})


def _known_key(request: HttpRequest, user: User, kwargs: dict[str, Any]) -> bool:
    if _first_word(request) == "methods":
        return methods_for(user).filter(pk=kwargs["pk"]).exists()
    return _first_word(request) in BY_KEY


def _first_word(request: HttpRequest) -> str:
    return request.path_info.strip("/").partition("/")[0]
