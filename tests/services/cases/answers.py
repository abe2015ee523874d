"""Codes, answers in review, verdicts, and what is looked at first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from surveys.coding.codebook import Value
from surveys.coding.services.citation_check import citations_recheck
from surveys.coding.services.code import (
    CitationInput,
    CodeInput,
    SearchInput,
    code_save,
    code_submit,
    code_withdraw,
)
from surveys.coding.services.note import case_note_save
from surveys.coding.services.priority import priorities_replace
from surveys.coding.services.review import approval_undo, review_decide
from surveys.models import (
    CaseNote,
    Citation,
    CitationCheck,
    Code,
    ReviewDecision,
    ReviewPriority,
    SearchRecord,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
    TrailEntry,
)
from surveys.models.answer import Answer
from tests.builders import TODAY
from tests.services.case import Case
from tests.services.results import Full

PROOF = {Citation: 1, SearchRecord: 1}
SENT: dict[type[Model], int] = {
    Submission: 1,
    SubmissionCitation: 1,
    SubmissionSearch: 1,
    CitationCheck: 1,
}


def _save(world: Full, stage: str, revision: int) -> Code:
    page = world.letters[1].page
    typed = CodeInput(
        Value(choice="no"),
        detail="别的",
        citations=(CitationInput(page, "别的话"),),
        searches=(SearchInput("别的网站", "别的词", TODAY),),
    )
    return code_save(
        actor=world.cast.coder,
        edition=world.edition,
        city=world.city,
        question=world.questions[stage],
        typed=typed,
        revision=revision,
        today=TODAY,
        withdraw=stage == "sent",
    )


def _proof(world: Full, stage: str) -> Iterable[Model]:
    code = world.code(stage)
    return [*code.citations.all(), *code.searches.all()]


def _submit(world: Full, stage: str, answer_revision: int) -> Answer:
    code = world.code(stage)
    return code_submit(actor=code.coder, code=code, answer_revision=answer_revision)


def _decide(world: Full, stage: str, verdict: str) -> ReviewDecision:
    return review_decide(
        actor=world.cast.reviewer,
        answer=world.answer(stage),
        verdict=verdict,
        revision=1,
        reason="理由",
    )


def _approval(world: Full) -> ReviewDecision:
    return ReviewDecision.objects.get(answer=world.answer("approved"))


def _note(world: Full, person: str, revision: int) -> CaseNote:
    return case_note_save(
        actor=getattr(world.cast, person),
        edition=world.edition,
        city=world.city,
        words="看过了",
        revision=revision,
    )


def _priorities(world: Full) -> bool:
    row = ReviewPriority(
        edition=world.edition,
        city=world.city,
        question=world.questions["sent"],
        inputs_version=1,
        other_value=1,
    )
    return priorities_replace(edition=world.edition, rows=[row], version=1)


CASES = (
    Case(
        case_note_save,
        lambda world: _note(world, "second_coder", 0),
        added={CaseNote: 1},
        how="for the first time",
    ),
    Case(
        case_note_save,
        lambda world: _note(world, "coder", 1),
        changed=lambda world: CaseNote.objects.filter(edition=world.edition, city=world.city),
        how="again",
    ),
    Case(
        code_save,
        lambda world: _save(world, "fresh", 0),
        added={Code: 1, **PROOF, TrailEntry: 1},
        how="for the first time",
    ),
    Case(
        code_save,
        lambda world: _save(world, "draft", 1),
        changed=lambda world: [world.code("draft")],
        removed=lambda world: _proof(world, "draft"),
        added={**PROOF, TrailEntry: 1},
        how="again",
    ),
    Case(
        code_save,
        lambda world: _save(world, "sent", 1),
        changed=lambda world: [world.code("sent"), world.answer("sent"), world.edition],
        removed=lambda world: _proof(world, "sent"),
        added={**PROOF, TrailEntry: 2},
        how="over an answer in review",
    ),
    Case(
        code_withdraw,
        lambda world: code_withdraw(actor=world.cast.coder, code=world.code("sent"), revision=1),
        changed=lambda world: [world.code("sent"), world.answer("sent"), world.edition],
        added={TrailEntry: 1},
    ),
    Case(
        code_submit,
        lambda world: _submit(world, "draft", 0),
        changed=lambda world: [world.code("draft"), world.edition],
        added={Answer: 1, **SENT, TrailEntry: 1},
        how="for the first time",
    ),
    Case(
        code_submit,
        lambda world: _submit(world, "sent", 1),
        changed=lambda world: [world.answer("sent"), world.edition],
        added={**SENT, TrailEntry: 1},
        how="again",
    ),
    Case(
        review_decide,
        lambda world: _decide(world, "sent", "approved"),
        changed=lambda world: [world.answer("sent"), world.edition],
        added={ReviewDecision: 1, TrailEntry: 1},
        how="approved",
    ),
    Case(
        review_decide,
        lambda world: _decide(world, "sent", "returned"),
        changed=lambda world: [world.answer("sent"), world.edition],
        added={ReviewDecision: 1, TrailEntry: 1},
        how="returned",
    ),
    Case(
        review_decide,
        lambda world: _decide(world, "approved", "returned"),
        changed=lambda world: [world.answer("approved"), world.edition],
        added={ReviewDecision: 1, TrailEntry: 1},
        how="opened again",
    ),
    Case(
        approval_undo,
        lambda world: approval_undo(actor=world.cast.manager, decision=_approval(world)),
        changed=lambda world: [world.answer("approved"), _approval(world), world.edition],
        added={TrailEntry: 1},
    ),
    Case(
        citations_recheck,
        lambda world: citations_recheck(limit=2, known=False),
        added={CitationCheck: 1},
        before={CitationCheck: 1},
        returns=lambda world: 2,
        anywhere=True,
    ),
    Case(
        priorities_replace,
        _priorities,
        removed=lambda world: ReviewPriority.objects.filter(edition=world.edition),
        added={ReviewPriority: 1},
        returns=lambda world: True,
    ),
)
