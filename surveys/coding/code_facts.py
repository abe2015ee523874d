from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from surveys.models import Code

if TYPE_CHECKING:
    from surveys.coding.services.code import CodeInput


def code_facts(code: Code) -> dict[str, object]:
    """The trail's picture of a code, with its citations and searches as plain rows."""
    return {
        "choice": code.choice,
        "number": code.number,
        "detail": code.detail,
        "note": code.note,
        "unchanged_from": code.unchanged_from,
        "citations": [
            [c.evidence_id, c.page, c.quotation, c.start] for c in code.citations.order_by("pk")
        ],
        "searches": [
            [s.place, s.words, s.searched_on.isoformat()] for s in code.searches.order_by("pk")
        ],
    }


def typed_facts(typed: CodeInput) -> dict[str, object]:
    """The same picture of what was typed."""
    return {
        **asdict(typed.value),
        "detail": typed.detail.strip(),
        "note": typed.note.strip(),
        "unchanged_from": typed.unchanged_from,
        "citations": [
            [c.evidence.pk, c.page, c.quotation.strip(), c.anchor.start] for c in typed.citations
        ],
        "searches": [[s.place, s.words.strip(), s.searched_on.isoformat()] for s in typed.searches],
    }
