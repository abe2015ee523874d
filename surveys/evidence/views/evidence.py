"""Stored documents: as a download, and as escaped plain text. Never shown as themselves."""

from __future__ import annotations

import io
import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import Refused
from surveys.evidence.other_cities import other_cities_in
from surveys.evidence.services import evidence_take_part
from surveys.evidence.store import StoreAway, store_read
from surveys.evidence.views.documents import label_of, parts_of, visible_document
from surveys.evidence.views.shown import marks_asked, shown_words
from surveys.evidence.words import evidence_reading
from surveys.files.document import HTML
from surveys.files.images import has_images
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.guards import guarded, person_of
from surveys.models import Evidence
from surveys.numbers import whole_number
from surveys.permissions import Action

logger = logging.getLogger(__name__)
SANDBOX = "sandbox; default-src 'none'"


@require_safe
@guarded(Action.SEE_EVIDENCE)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The original bytes as an attachment that no browser runs; 409 if they are others now."""
    row = visible_document(person_of(request), pk)
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
        return render(
            request, "surveys/evidence/evidence_changed.html", {"evidence": row}, status=409
        )
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
    return _text(request, visible_document(person_of(request), pk))


@require_POST
@guarded(Action.CODE_ANSWER)
def part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Attaches what a document holds as a document of its own, and shows its text."""
    row = visible_document(person_of(request), pk)
    try:
        taken = evidence_take_part(actor=person_of(request), evidence=row, number=number)
    except Refused as refusal:
        return _text(request, row, status=422, refused=refusal.message)
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", row.pk, error)
        return _text(request, row, status=422)
    return _text(request, taken, label=label_of(taken))


def _text(request: HttpRequest, row: Evidence, status: int = 200, **more: object) -> HttpResponse:
    imaged = has_images(row.file.media_type)
    context: dict[str, object] = {"evidence": row, "words": None, "imaged": imaged, **more}
    try:
        reading = evidence_reading(row)
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", row.pk, error)
        context["damaged"] = True
    else:
        context |= {
            "reason": reading.reason,
            "parts": parts_of(row, reading.parts, person_of(request)),
        }
        if reading.text:
            context["named"] = other_cities_in(row, reading.text)
            marked, way = marks_asked(request.GET), request.GET.get("way", "")
            number = whole_number(request.GET.get("part", ""), most=MOST_CHARACTERS)
            whole = bool(request.GET.get("whole"))
            words = shown_words(row, reading.text, marked, number, way, whole)
            context["words"] = words
            if words.is_part or whole:
                # Without the line end of the template, which would be one of the text.
                part = render_to_string("surveys/_words.html", {"words": words}, request)
                return HttpResponse(part.removesuffix("\n"))
    return render(request, "surveys/evidence/_evidence_text.html", context, status=status)
