"""Says of a quotation or box, while it is typed, whether it stands in its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from surveys.coding.forms import CITATION_FIELDS, CitationRow, page_number
from surveys.coding.services.code import CitationInput, CodeInput
from surveys.errors import Refused
from surveys.evidence.boxes import box_state
from surveys.evidence.citations import Check, Reading, State, reading_of_document
from surveys.evidence.store import StoreAway
from surveys.files.page_box import box_read
from surveys.files.quotation import MOST_CONTEXT, Anchor
from surveys.guards import guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import Evidence
from surveys.numbers import whole_number
from surveys.permissions import Action, visible_evidence


@require_POST
@guarded(Action.CODE_ANSWER)
def quotation_state(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """The mark of one quotation or box; nothing where document or quotation is not there yet."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    typed = CitationRow(*(request.POST.get(name, "") for name in CITATION_FIELDS))
    documents = visible_evidence(person).filter(edition=row, city=city).select_related("file")
    key = whole_number(typed.evidence)
    found = documents.filter(pk=key).first() if key is not None else None
    check = checks_of([typed], {typed.evidence: found} if found else {})[0]
    response = render(request, "surveys/coding/_quotation.html", {"check": check, "row": typed})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def checks_of(rows: Iterable[CitationRow], documents: Mapping[str, Evidence]) -> list[Check | None]:
    """Of each row in turn, by the key of its document as text; each document is read once."""
    read: dict[str, Reading] = {}
    checks: list[Check | None] = []
    for row in rows:
        document = documents.get(row.evidence)
        if document is not None and row.box.strip():
            checks.append(_box_state(row, document))
            continue
        if document is None or not row.quotation.strip():
            checks.append(None)
            continue
        if row.evidence not in read:
            read[row.evidence] = reading_of_document(document)
        page = page_number(row.page)
        checks.append(read[row.evidence].check(row.quotation, page, row.anchor))
    return checks


def placed(typed: CodeInput) -> CodeInput:
    """With the place of each quotation in its document, and the page where nobody typed one; as
    it is typed while the document cannot be read or no place is chosen."""
    return replace(typed, citations=tuple(_placed(one) for one in typed.citations))


def _placed(typed: CitationInput) -> CitationInput:
    if typed.box is not None:
        return typed
    kept = Anchor(None, typed.anchor.prefix[:MOST_CONTEXT], typed.anchor.suffix[:MOST_CONTEXT])
    try:
        check = reading_of_document(typed.evidence).check(typed.quotation, typed.page, typed.anchor)
    except StoreAway:
        return replace(typed, anchor=kept)
    if check.place is None:
        return replace(typed, anchor=kept)
    page = typed.page or check.place.page
    return replace(typed, page=page, anchor=check.place.anchor)


def _box_state(row: CitationRow, document: Evidence) -> Check:
    try:
        box = box_read(row.box)
    except Refused as refusal:
        return Check(State.NO_BOX, fault=refusal.message)
    return box_state(document, page_number(row.page), box, row.drawn_on.strip())
