"""The documents that an answer was sent with, as its reader may open them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.evidence_words import evidence_words
from surveys.files.quotation import Piece, pieces_of
from surveys.models import Citation, Evidence, User
from surveys.permissions import Action, can, named_evidence

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exhibit:
    """A cited document with its quotations and, where it can be read here, its words.

    Of a `closed` one this reader sees the name, the page and the quotation alone.
    """

    evidence: Evidence
    citations: list[Citation]
    pieces: list[Piece] | None
    damaged: bool = False
    closed: bool = False


def exhibits_of(citations: Sequence[Citation], person: User) -> list[Exhibit]:
    """The cited documents in the order of citing, as far as this person may read them; the
    files themselves are for those who code and review."""
    wanted = {citation.evidence_id for citation in citations}
    rows = named_evidence(person).filter(pk__in=wanted)
    may_open = can(person, Action.SEE_EVIDENCE)
    along = ("file", "reply__request__organ", "reply__request__round")
    found = {row.pk: row for row in rows.select_related(*along)}
    return [
        _exhibit(found[pk], [c for c in citations if c.evidence_id == pk], may_open)
        for pk in dict.fromkeys(c.evidence_id for c in citations)
        if pk in found
    ]


def _exhibit(evidence: Evidence, citations: list[Citation], may_open: bool) -> Exhibit:
    if not may_open:
        return Exhibit(evidence, citations, None, closed=True)
    try:
        words = evidence_words(evidence)
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", evidence.pk, error)
        return Exhibit(evidence, citations, None, damaged=True)
    quotations = [citation.quotation for citation in citations]
    return Exhibit(evidence, citations, None if words is None else pieces_of(words, quotations))
