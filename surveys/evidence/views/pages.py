"""Pages of stored documents as pictures, for whoever may open the document."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.errors import NotThere, Refused
from surveys.evidence.page_images import evidence_image, evidence_marks, evidence_pages
from surveys.evidence.sheet import Sheet, sheets_of
from surveys.evidence.store import StoreAway
from surveys.evidence.views.documents import label_of, visible_document
from surveys.files.images import WIDTHS, Pages, image_tag
from surveys.files.page_box import PageBox, box_read
from surveys.files.quotation import MOST_QUOTATION, MOST_QUOTATIONS
from surveys.guards import guarded, person_of
from surveys.kept import kept_by_browser
from surveys.models import Evidence
from surveys.permissions import Action

logger = logging.getLogger(__name__)


@require_safe
@guarded(Action.SEE_EVIDENCE)
def pages(request: HttpRequest, pk: int) -> HttpResponse:
    """All pages with their sizes and without their pictures, which are asked for one by one as
    they are looked at; or why there are none."""
    row = visible_document(person_of(request), pk)
    with _readable(row):
        found = evidence_pages(row)
    context = {
        "evidence": row,
        "sheets": sheets_of(row, found),
        "reason": found.reason,
        "widths": ",".join(str(width) for width in WIDTHS),
    }
    return render(request, "surveys/evidence/_evidence_pages.html", context)


@require_safe
@guarded(Action.SEE_EVIDENCE)
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page as large as the screen, with the box and the quotations of the address marked."""
    row = visible_document(person_of(request), pk)
    with _readable(row):
        found = evidence_pages(row)
        marks = evidence_marks(row, number, _quoted(request))
    sheet = _sheet(row, found, number, _box(request))
    context = {
        "evidence": row,
        "label": label_of(row),
        "sheet": sheet,
        "box": sheet.rect(sheet.box) if sheet.box else None,
        "rects": [sheet.rect(mark) for mark in marks],
        "of": len(found),
        "previous": number - 1,
        "next": number + 1 if number < len(found) else 0,
    }
    return render(request, "surveys/evidence/page.html", context)


@require_safe
@guarded(Action.SEE_EVIDENCE)
def marks(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where on the page the quotations of the address are seen, for its drawing."""
    row = visible_document(person_of(request), pk)
    with _readable(row):
        sheet = _sheet(row, evidence_pages(row), number)
        found = evidence_marks(row, number, _quoted(request))
    context = {"rects": [sheet.rect(mark) for mark in found]}
    return render(request, "surveys/evidence/_rects.html", context)


@require_safe
@guarded(Action.SEE_EVIDENCE)
def image(request: HttpRequest, pk: int, number: int, width: int) -> HttpResponse:
    """The picture; 304 where the browser holds it, which no other file's can ever be."""
    row = visible_document(person_of(request), pk)
    tag = f'"{image_tag(row.file.sha256, number, width)}"'
    if get_conditional_response(request, etag=tag) is not None:
        return kept_by_browser(HttpResponseNotModified(), tag)
    try:
        with _readable(row):
            content = evidence_image(row, number, width)
    except NotThere:
        raise
    except Refused as refusal:
        return HttpResponse(refusal.message, content_type="text/plain", status=refusal.status)
    return kept_by_browser(HttpResponse(content, content_type="image/jpeg"), tag)


def _sheet(row: Evidence, found: Pages, number: int, box: PageBox | None = None) -> Sheet:
    if not 1 <= number <= len(found):
        raise NotThere(_("There is no such page."))
    return Sheet(row.pk, number, found.sizes[number - 1], box)


def _quoted(request: HttpRequest) -> list[str]:
    wanted = request.GET.getlist("q")[:MOST_QUOTATIONS]
    return [quotation for quotation in wanted if len(quotation) <= MOST_QUOTATION]


def _box(request: HttpRequest) -> PageBox | None:
    """What is no box is not marked: the page is there all the same."""
    try:
        return box_read(request.GET.get("box", ""))
    except Refused:
        return None


@contextmanager
def _readable(row: Evidence) -> Iterator[None]:
    """A file that is gone or was changed is told as such."""
    try:
        yield
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", row.pk, error)
        text = _("The stored file is missing or damaged. Tell an administrator.")
        raise NotThere(text) from error
