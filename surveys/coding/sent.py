"""What a coder sent to review, whatever he or she has typed over it since."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from surveys.models import Answer, Citation, Code, SearchRecord, TrailEntry

_SENT = ("answer.submit", "answer.withdraw")


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


@dataclass(frozen=True)
class Reading:
    """The words and the proof of a code; rows of a draft's past are not in the database."""

    detail: str
    note: str
    citations: list[Citation]
    searches: list[SearchRecord]


def reading_of(answer: Answer) -> Reading:
    """The reading as it was sent: a draft over it is the coder's alone until it is sent again."""
    code = answer.code
    if code.state == Code.State.SUBMITTED:
        return Reading(
            code.detail,
            code.note,
            list(code.citations.order_by("pk")),
            list(code.searches.order_by("pk")),
        )
    facts = _facts_as_sent(answer)
    citations = [Citation(evidence_id=e, page=p, quotation=q) for e, p, q in facts["citations"]]
    searches = [
        SearchRecord(place=p, words=w, searched_on=datetime.date.fromisoformat(day))
        for p, w, day in facts["searches"]
    ]
    return Reading(facts["detail"], facts["note"], citations, searches)


def is_being_changed(answer: Answer) -> bool:
    """Whether its coder took it back: nothing to decide until it is sent again."""
    return answer.state == Answer.State.IN_REVIEW and answer.code.state == Code.State.DRAFT


def _facts_as_sent(answer: Answer) -> dict[str, Any]:
    """The present facts with every saved change since the sending taken back."""
    facts: dict[str, Any] = code_facts(answer.code)
    entries = TrailEntry.objects.order_by("-pk")
    steps = entries.filter(subject_type=Answer._meta.label_lower, subject_id=str(answer.pk))
    sent = steps.filter(action__in=_SENT).values_list("pk", flat=True).first() or 0
    saved = entries.filter(
        subject_type=Code._meta.label_lower, subject_id=str(answer.code_id), action="code.save"
    )
    for entry in saved.filter(pk__gt=sent):
        for name, (old, _new) in entry.changes.items():
            facts[name] = old
    return {name: _empty(name) if value is None else value for name, value in facts.items()}


def _empty(name: str) -> Any:
    return [] if name in ("citations", "searches") else ""
