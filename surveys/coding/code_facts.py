from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from surveys.coding.checklist import Checklist
from surveys.files.page_box import PageBox
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
        **_checked(code.checklist),
        "citations": [
            _cited(c.evidence_id, c.page, c.words, c.start, c.box, c.sha256)
            for c in code.citations.order_by("pk")
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
        **_checked(typed.checklist),
        "citations": [
            _cited(c.evidence.pk, c.page, c.words, c.anchor.start, c.box, c.drawn_on)
            for c in typed.citations
        ],
        "searches": [[s.place, s.words.strip(), s.searched_on.isoformat()] for s in typed.searches],
    }


def _checked(checklist: Checklist | None) -> dict[str, object]:
    """Of the one question that has it."""
    return {} if checklist is None else {"checklist": checklist}


def _cited(
    evidence: int,
    page: int | None,
    words: str,
    start: int | None,
    box: PageBox | None,
    sha256: str,
) -> list[object]:
    """Words with their place where it is known; a box with its four sides and the file that it
    was drawn on."""
    quoted: list[object] = [evidence, page, words]
    if box is not None:
        return [*quoted, str(box), sha256]
    return quoted if start is None else [*quoted, start]
