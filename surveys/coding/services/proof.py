from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from surveys.models import Citation, Code, SearchRecord
from surveys.models.code import box_fields

if TYPE_CHECKING:
    from surveys.coding.services.code import CodeInput


def proof_replace(*, code: Code, typed: CodeInput) -> None:
    """Put what was typed in the place of a code's citations and searches. A step of saving: the
    caller holds the edition."""
    code.citations.all().delete()
    code.searches.all().delete()
    Citation.objects.bulk_create(
        Citation(
            code=code,
            evidence=c.evidence,
            page=c.page,
            quotation=c.quotation.strip(),
            **asdict(c.anchor),
            transcription=c.transcription.strip(),
            sha256=c.drawn_on,
            **box_fields(c.box),
        )
        for c in typed.citations
    )
    SearchRecord.objects.bulk_create(
        SearchRecord(code=code, **{**asdict(s), "words": s.words.strip()}) for s in typed.searches
    )
