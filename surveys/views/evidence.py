"""Stored documents: as a download, and as escaped plain text. Never shown as themselves."""

from __future__ import annotations

import io
import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.citations import reading_of_document
from surveys.files.document import HTML
from surveys.files.quotation import MOST_QUOTATION, MOST_QUOTATIONS, pieces_of
from surveys.guards import guarded
from surveys.intake.store import StoreAway, store_read
from surveys.models import Evidence
from surveys.permissions import Action, visible_evidence

logger = logging.getLogger(__name__)
SANDBOX = "sandbox; default-src 'none'"


@require_safe
@guarded(Action.SEE_EVIDENCE)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original bytes as an attachment that no browser runs; 409 if they are others now."""
    row = _visible(request, pk)
    markup = row.file.media_type == HTML.media_type
    try:
        content = store_read(row.file.sha256)
    except StoreAway:
        raise
    except OSError as error:
        logger.error("evidence %s is missing in the store: %s", row.pk, error)
        raise Http404(_("The stored file is missing. Tell an administrator.")) from error
    except ValueError as error:
        logger.error("evidence %s was changed in the store: %s", row.pk, error)
        return render(request, "surveys/evidence_changed.html", {"evidence": row}, status=409)
    response = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream" if markup else row.file.media_type,
    )
    response.headers["Content-Length"] = str(len(content))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@require_safe
@guarded(Action.SEE_EVIDENCE)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a text document, quotations of the address marked; for citing from."""
    row = _visible(request, pk)
    context: dict[str, object] = {"evidence": row, "pieces": None}
    reading = reading_of_document(row)
    context["damaged"] = reading.damaged
    if reading.letters is not None:
        wanted = request.GET.getlist("q")[:MOST_QUOTATIONS]
        short = [quotation for quotation in wanted if len(quotation) <= MOST_QUOTATION]
        context["pieces"] = pieces_of(reading.letters, short)
    return render(request, "surveys/_evidence_text.html", context)


def _visible(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(visible_evidence(request.user).select_related("file"), pk=pk)
