"""Headers that keep pages to this machine, and the limit on what a request may carry."""

import codecs
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

from surveys.storable import is_storable

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """A view that sets a policy of its own (evidence: a sandbox) keeps it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class BodyLimitMiddleware:
    """Refuses an oversized request before any of it is read or stored (413)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.REQUEST_MAX_BYTES:
            return self._refusal(request)
        return self.get_response(request)

    @staticmethod
    def _refusal(request: HttpRequest) -> HttpResponse:
        """Runs before sign-in is known, so the language can only come from the cookie."""
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override("en" if wanted == "en" else settings.LANGUAGE_CODE):
            limit = settings.REQUEST_MAX_BYTES // (1024 * 1024)
            return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)


class EncodingMiddleware:
    """400 for a request in any encoding but UTF-8: its sender chooses among all that Python
    has, and some of them decode no text at all. Before the CSRF check, which reads the form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.encoding
        if chosen:
            request.encoding = "utf-8"  # under one of its names; or for the page that refuses
            if codecs.lookup(chosen).name != "utf-8":
                raise BadRequest("a request that is not in UTF-8")
        return self.get_response(request)


class StorableTextMiddleware:
    """400 for text in address, cookies or form that nothing can store or send on (500 later).

    After the CSRF check, so that a form is read only where its sender may send one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before anything looks the session up."""
        if not _all_storable((request.path_info, *request.COOKIES.values())):
            raise BadRequest("text in the address or a cookie that cannot be stored")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if not (_all_storable(_texts(request.GET)) and _all_storable(_texts(_form(request)))):
            raise BadRequest("text in a field that cannot be stored")


def _form(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except UnreadablePostError:  # the browser went away; the view will notice
        return QueryDict()


def _texts(fields: QueryDict) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from (str(value) for value in values)


def _all_storable(texts: Iterable[str]) -> bool:
    return all(is_storable(text) for text in texts)
