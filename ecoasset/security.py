"""Headers that keep pages to this machine, and the limit on what a request may carry."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

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


class NullByteMiddleware:
    """400 for U+0000 in address, cookies or form: PostgreSQL stores none, and would fail (500).

    After the CSRF check, so that a form is read only where its sender may send one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before anything looks the session up."""
        if _holds_null((request.path_info, *request.COOKIES.values())):
            raise BadRequest("null byte in the address or a cookie")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if _holds_null(_texts(request.GET)) or _holds_null(_texts(_form(request))):
            raise BadRequest("null byte in a field")


def _form(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except UnreadablePostError:  # the browser went away; the view will notice
        return QueryDict()


def _texts(fields: QueryDict) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from (str(value) for value in values)


def _holds_null(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)
