from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from scoring.export.file import Export


def download(export: Export) -> HttpResponse:
    """A file to be saved, never shown in the page; its name may be Chinese (RFC 6266)."""
    response = HttpResponse(export.content, content_type=export.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, export.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
