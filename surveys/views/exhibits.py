"""The documents that an answer was sent with, as its reader may open them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.models import Citation, Evidence, User
from surveys.permissions import visible_evidence
from surveys.reading import Piece, evidence_words, pieces_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exhibit:
    """A cited document with its quotations and, where it is text, its words."""

    evidence: Evidence
    citations: list[Citation]
    pieces: list[Piece] | None
    damaged: bool = False


def exhibits_of(citations: Sequence[Citation], person: User) -> list[Exhibit]:
    """The cited documents that this person may open, in the order of citing."""
    wanted = {citation.evidence_id for citation in citations}
    rows = visible_evidence(person).filter(pk__in=wanted)
    found = {row.pk: row for row in rows.select_related("file", "reply__request__organ")}
    return [
        _exhibit(found[pk], [c for c in citations if c.evidence_id == pk])
        for pk in dict.fromkeys(c.evidence_id for c in citations)
        if pk in found
    ]


def _exhibit(evidence: Evidence, citations: list[Citation]) -> Exhibit:
    try:
        words = evidence_words(evidence)
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", evidence.pk, error)
        return Exhibit(evidence, citations, None, damaged=True)
    quotations = [citation.quotation for citation in citations]
    return Exhibit(evidence, citations, None if words is None else pieces_of(words, quotations))
