"""Letters of the same wording: found, laid side by side, and coded one from another."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.coding.clusters import alike_to, cities_of, clusters_of, clusters_shown, members_of
from surveys.coding.proposals import FATES
from surveys.coding.services.proposal import Fate, proposals_make, proposals_take_back
from surveys.coding.side_by_side import MOST_CHARACTERS, Letter, columns_of
from surveys.errors import Refused
from surveys.evidence.likeness.selectors import files_without_wording
from surveys.evidence.likeness.services import wordings_hint
from surveys.evidence.store import StoreAway
from surveys.evidence.views.documents import visible_document
from surveys.evidence.words import evidence_words
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Citation, Evidence
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action

logger = logging.getLogger(__name__)
CLUSTERS, COLUMNS = 20, 6


@require_safe
@guarded(Action.CODE_ANSWER)
def clusters_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Every wording that came from several cities, the largest first."""
    row, person = edition_of(edition), person_of(request)
    if row.synthetic and files_without_wording(1):
        wordings_hint(until="all")
    page = page_of(request, clusters_of(row, person), CLUSTERS)
    context = {
        "edition": row,
        "page": page,
        "clusters": clusters_shown(row, person, list(page.object_list)),
    }
    return render(request, "surveys/coding/alike.html", context)


@require_safe
@guarded(Action.CODE_ANSWER)
def cluster_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters in the words of one of them; their texts come when the page is there."""
    person = person_of(request)
    letter = visible_document(person, pk)
    letters = alike_to(letter, person)
    page = page_of(request, letters, COLUMNS)
    context = {
        "edition": letter.edition,
        "letter": letter,
        "page": page,
        "cities": cities_of(letters).count(),
        "members": members_of(letter.edition, person, list(page.object_list)),
    }
    return render(request, "surveys/coding/alike_cluster.html", context)


@require_safe
@guarded(Action.CODE_ANSWER)
def cluster_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment with the texts of one page of the letters, side by side."""
    person = person_of(request)
    page = page_of(request, alike_to(visible_document(person, pk), person), COLUMNS)
    rows = list(page.object_list)
    texts = [_text(row) for row in rows]
    columns = columns_of(
        [
            Letter(text, (row.city.name, row.city.short_name, row.reply.organ.name))
            for row, text in zip(rows, texts, strict=True)
            if row.reply is not None
        ]
    )
    context = {
        "columns": [
            (row, words, len(text) > MOST_CHARACTERS)
            for row, words, text in zip(rows, columns, texts, strict=True)
        ]
    }
    response = render(request, "surveys/coding/_alike_texts.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@guarded(Action.CODE_ANSWER)
def cluster_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposes an own code, by its citation, to the other cities in the words of the letter; with
    `undo`, forgets what was proposed from it. A line for each city says what became of it."""
    person = person_of(request)
    letter = visible_document(person, pk)
    key = whole_number(request.POST.get("citation", ""))
    own = Citation.objects.filter(code__coder=person, evidence=letter)
    own = own.select_related("code__city", "code__question", "code__edition", "evidence__city")
    citation = get_object_or_404(own.select_related("evidence__reply__organ"), pk=key)
    context: dict[str, object] = {"edition": letter.edition, "citation": citation}
    status = 200
    try:
        if request.POST.get("undo"):
            context["undone"] = proposals_take_back(actor=person, code=citation.code)
        else:
            letters = list(alike_to(letter, person))
            lines = proposals_make(actor=person, citation=citation, letters=letters)
            context["lines"] = [(line, FATES[line.fate]) for line in lines]
            context["proposed"] = sum(line.fate is Fate.PROPOSED for line in lines)
            context["later"] = any(line.fate is Fate.LATER for line in lines)
    except Refused as refusal:
        context["refused"], status = refusal.message, refusal.status
    return render(request, "surveys/coding/alike_proposed.html", context, status=status)


def _text(row: Evidence) -> str:
    try:
        return evidence_words(row) or ""
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", row.pk, error)
        return _("The stored file is missing or damaged. Tell an administrator.")
