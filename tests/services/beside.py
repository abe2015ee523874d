"""What stands beside codes and answers in the editions of the world."""

from __future__ import annotations

from django.utils import timezone

from surveys.coding.book.content import entry_of
from surveys.coding.book.services.version import version_store
from surveys.evidence.readers import READERS
from surveys.models import (
    CaseNote,
    CitationCheck,
    Code,
    CodebookDraft,
    Question,
    SubmissionCitation,
)
from tests.builders import Cast


def codebook_make(cast: Cast) -> None:
    """Two versions, of which every edition is coded by the first, and a draft of the third."""
    questions = [entry_of(question, {}, []) for question in Question.objects.all()]
    first = {"general": [], "questions": questions}
    version_store(content=first)
    second = {**first, "questions": [{**entry, "evidence_zh": "文件"} for entry in questions]}
    newest = version_store(content=second, actor=cast.manager, why="更清楚")
    third = {**second, "questions": questions}
    CodebookDraft.objects.create(pk=1, base=newest, content=third, saved_by=cast.manager)


def notes_make(cast: Cast) -> None:
    """The coder's own, of every city that he or she codes."""
    noted = Code.objects.filter(coder=cast.coder).values("edition", "city").distinct()
    CaseNote.objects.bulk_create(
        CaseNote(edition_id=cell["edition"], city_id=cell["city"], author=cast.coder, words="记")
        for cell in noted.order_by("edition", "city")
    )


def checks_make() -> None:
    """Approved answers were looked through: those that wait in review are not known yet."""
    for cited in SubmissionCitation.objects.filter(submission__answers__state="approved"):
        CitationCheck.objects.create(
            citation=cited, state="found", reader=READERS, checked_at=timezone.now()
        )
