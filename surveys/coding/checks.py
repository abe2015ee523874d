"""What is asked of a code as it was typed, before it is stored."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from surveys.coding.checklist import checklist_check
from surveys.coding.codebook import value_check
from surveys.errors import Refused
from surveys.evidence.boxes import box_require
from surveys.files.page_box import box_check
from surveys.files.quotation import quotation_check
from surveys.models import City, Edition, Question
from surveys.rounds.services.reply_checks import check_date

if TYPE_CHECKING:
    from surveys.coding.services.code import CitationInput, CodeInput


def boxes_check(typed: CodeInput) -> None:
    """Refuse a box on a document without pictures, on a page that is not there, or on a file that
    is another one now. Opens documents, and so is no part of a transaction."""
    for citation in typed.citations:
        if citation.box is not None:
            box_require(
                evidence=citation.evidence,
                page=citation.page,
                box=citation.box,
                drawn_on=citation.drawn_on,
            )


def typed_check(
    typed: CodeInput, question: Question, place: tuple[Edition, City], today: datetime.date
) -> None:
    """Refuse a value that the question does not allow, and proof that proves nothing."""
    value_check(question, typed.value)
    checklist_check(question, typed.checklist)
    for citation in typed.citations:
        _citation_check(citation)
        evidence = citation.evidence
        if (evidence.edition_id, evidence.city_id) != tuple(one.pk for one in place):
            raise Refused(_("This document belongs to another city."), field="proof")
    for search in typed.searches:
        if not (search.place.strip() and search.words.strip()):
            raise Refused(_("Say where you looked and with which words."), field="proof")
        check_date(search.searched_on, field="proof", today=today)


def _citation_check(citation: CitationInput) -> None:
    quoted = bool(citation.quotation.strip())
    if citation.box is None and not quoted:
        raise Refused(_("Paste the exact words that the answer rests on."), field="proof")
    if citation.box is not None:
        box_check(citation.box)
        if quoted:
            text = _("A citation is a quotation or a box: take another row for the other.")
            raise Refused(text, field="proof")
    quotation_check(citation.quotation)
    quotation_check(citation.transcription)
