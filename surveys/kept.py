"""What a browser may keep of a page or picture, and asks about before every look."""

from __future__ import annotations

from django.http import HttpResponse

# Of one person's browser alone. Everything else is never kept by any.
KEPT = "private, no-cache"


def kept_by_browser(response: HttpResponse, tag: str) -> HttpResponse:
    """Marked with its ETag, given with the quotation marks."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = KEPT
    return response
