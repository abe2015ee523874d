from __future__ import annotations

from surveys.models import Code


def code_facts(code: Code) -> dict[str, object]:
    """The trail's picture of a code, with its citations and searches as plain rows."""
    return {
        "choice": code.choice,
        "number": code.number,
        "detail": code.detail,
        "note": code.note,
        "citations": [[c.evidence_id, c.page, c.quotation] for c in code.citations.order_by("pk")],
        "searches": [
            [s.place, s.words, s.searched_on.isoformat()] for s in code.searches.order_by("pk")
        ],
    }
