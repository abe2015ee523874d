from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.coding.checklist import Checklist
from surveys.coding.checks import boxes_check, typed_check
from surveys.coding.cited import citations_checked
from surveys.coding.code_facts import code_facts, typed_facts
from surveys.coding.codebook import Proof, Value, proof_check, value_check
from surveys.coding.last_year import unchanged_checked
from surveys.coding.services.citation_check import citation_checks_keep
from surveys.coding.services.proof import proof_replace
from surveys.coding.services.submission import submissions_write
from surveys.errors import Refused, StaleRevision
from surveys.files.page_box import PageBox
from surveys.files.quotation import NOT_SAID, Anchor
from surveys.history.services import trail_write
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    Submission,
    User,
)
from surveys.models.querysets import AnswerQuerySet
from surveys.open_edition import edition_hold_open, edition_touch
from surveys.permissions import can_replace


@dataclass(frozen=True)
class CitationInput:
    """A quotation, or a box on a page with what can be read in it; `drawn_on` is the SHA-256 of
    the file whose page was seen."""

    evidence: Evidence
    quotation: str = ""
    page: int | None = None
    anchor: Anchor = NOT_SAID
    box: PageBox | None = None
    drawn_on: str = ""
    transcription: str = ""

    @property
    def words(self) -> str:
        return (self.quotation or self.transcription).strip()


@dataclass(frozen=True)
class SearchInput:
    place: str
    words: str
    searched_on: datetime.date


@dataclass(frozen=True)
class CodeInput:
    """One coder's reading as typed: value, what exactly, note, and its evidence; with the
    submission of the edition before where the coder says that nothing has changed since."""

    value: Value
    detail: str = ""
    note: str = ""
    citations: tuple[CitationInput, ...] = ()
    searches: tuple[SearchInput, ...] = ()
    unchanged_from: int | None = None
    checklist: Checklist | None = None

    @property
    def proof(self) -> Proof:
        return Proof(citations=len(self.citations), searches=len(self.searches))


def code_save(
    *,
    actor: User,
    edition: Edition,
    city: City,
    question: Question,
    typed: CodeInput,
    revision: int,
    today: datetime.date,
    withdraw: bool = False,
) -> Code:
    """Keep a draft of the actor's own code; `revision` is the one he or she started from.

    0 stands for "none yet". Saving the same again changes nothing. Raises `StaleRevision`
    where another window saved meanwhile, `Refused` while an approved answer rests on it, or
    one that is in review unless `withdraw`: its reviewer reads the words that were sent.
    """
    # Documents are opened before anything is held.
    boxes_check(typed)
    with transaction.atomic():
        edition_hold_open(edition=edition)
        typed_check(typed, question, (edition, city), today)
        return _save(actor, (edition, city, question), typed, revision, withdraw)


def _save(
    actor: User,
    cell: tuple[Edition, City, Question],
    typed: CodeInput,
    revision: int,
    withdraw: bool,
) -> Code:
    edition, city, question = cell
    code = Code.objects.filter(edition=edition, city=city, question=question, coder=actor).first()
    _refuse_approved(code is not None and _answers_of(code).approved().exists())
    typed = unchanged_checked(typed, code, actor, cell)
    old = code_facts(code) if code else {}
    if (code.revision if code else 0) != revision:
        raise StaleRevision(current=code, submitted=typed_facts(typed))
    if code and old == typed_facts(typed):
        return code
    if code and code.state == Code.State.SUBMITTED:
        _leave_review(code, withdraw)
    fields: dict[str, Any] = {"detail": typed.detail.strip(), "note": typed.note.strip()}
    fields |= {"unchanged_from": typed.unchanged_from, "checklist": typed.checklist}
    fields |= asdict(typed.value)
    if code is None:
        code = _create(actor, edition, city, question, fields, typed)
    else:
        changed = Code.objects.filter(pk=code.pk, revision=revision).update(
            **fields, revision=revision + 1, state=Code.State.DRAFT, saved_at=timezone.now()
        )
        if not changed:
            raise StaleRevision(current=code, submitted=typed_facts(typed))
        code.refresh_from_db()
    proof_replace(code=code, typed=typed)
    new = code_facts(code)
    if new != old:
        _trail(actor, code, action="code.save", old=old, new=new)
    return code


@transaction.atomic
def code_withdraw(*, actor: User, code: Code, revision: int) -> Code:
    """Take an answer that is in review back for changing; it waits for no verdict until sent.

    Raises `StaleRevision` where it was changed or decided meanwhile.
    """
    if code.coder_id != actor.pk:
        raise Refused(_("Only its coder can take an answer back."))
    edition_hold_open(edition=code.edition)
    _refuse_approved(_answers_of(code).approved().exists())
    changed = Code.objects.filter(pk=code.pk, revision=revision, state=Code.State.SUBMITTED).update(
        state=Code.State.DRAFT, revision=revision + 1, saved_at=timezone.now()
    )
    if not changed:
        raise StaleRevision(current=Code.objects.get(pk=code.pk), submitted=code_facts(code))
    if not _leave_review(code, withdraw=True):
        old, new = {"state": Code.State.SUBMITTED}, {"state": Code.State.DRAFT}
        _trail(actor, code, action="code.withdraw", old=old, new=new)
    code.refresh_from_db()
    return code


def code_submit(*, actor: User, code: Code, answer_revision: int) -> Answer:
    """Send a saved code to review as the city's answer.

    `answer_revision` is the answer's revision that the coder saw (0: none). Raises
    `StaleRevision` with the current answer where somebody else was faster, or where another's
    answer waits that the coder may not read; `Refused` without proof, with a quotation that
    stands at several places of which none is chosen, or once it is approved.
    """
    if code.coder_id != actor.pk:
        raise Refused(_("Only its coder can send a code to review."))
    value = Value(choice=code.choice, number=code.number)
    proof = Proof(citations=code.citations.count(), searches=code.searches.count())
    value_check(code.question, value)  # It may allow less than on the day of the draft.
    proof_check(code.question, value, proof)
    # Files are read before anything is held.
    checks = citations_checked(code)
    try:
        with transaction.atomic():
            answer = _submit(actor, code, value, answer_revision)
            citation_checks_keep(submission=answer.submission, checks=checks)
            return answer
    except IntegrityError as error:
        # Two first submissions at once: the unique constraint let one of them in.
        current = Answer.objects.select_related("submission__code__coder").get(
            edition=code.edition, city=code.city, question=code.question
        )
        raise StaleRevision(current=current, submitted=code_facts(code)) from error


def _submit(actor: User, code: Code, value: Value, answer_revision: int) -> Answer:
    edition_touch(edition=code.edition)
    answer = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("submission__code__coder")
        .filter(edition=code.edition, city=code.city, question=code.question)
        .first()
    )
    if (answer.revision if answer else 0) != answer_revision:
        raise StaleRevision(current=answer, submitted=code_facts(code))
    old = {}
    if answer is None:
        answer = Answer(edition=code.edition, city=code.city, question=code.question, revision=0)
    else:
        _refuse_approved(answer.state == Answer.State.APPROVED)
        if not can_replace(actor, answer):
            raise StaleRevision(current=answer, submitted=code_facts(code))
        old = {"choice": answer.choice, "number": answer.number, "state": answer.state}
    answer.submission = _send(code)
    answer.choice, answer.number = value.choice, value.number
    answer.state, answer.revision = Answer.State.IN_REVIEW, answer.revision + 1
    answer.save()
    trail_write(
        actor=actor,
        action="answer.submit",
        subject=answer,
        edition=code.edition,
        city=code.city,
        old=old,
        new={
            **asdict(value),
            "state": answer.state,
            "sending": answer.submission.sequence,
            "unchanged_from": code.unchanged_from,
        },
    )
    return answer


def _send(code: Code) -> Submission:
    """The code as it was seen, for good; `StaleRevision` where it was saved since."""
    sent = Code.objects.filter(pk=code.pk, revision=code.revision)
    if not sent.update(state=Code.State.SUBMITTED):
        raise StaleRevision(current=Code.objects.get(pk=code.pk), submitted=code_facts(code))
    return submissions_write(codes=[code], at=timezone.now())[code.pk]


def _trail(actor: User, code: Code, **said: Any) -> None:
    trail_write(actor=actor, subject=code, edition=code.edition, city=code.city, **said)


def _answers_of(code: Code) -> AnswerQuerySet:
    """Those that rest on what was sent of it."""
    rows: AnswerQuerySet = Answer.objects.filter(submission__code=code)
    return rows


def _refuse_approved(approved: bool) -> None:
    """An approved answer rests on the very citations that its reviewer read."""
    if approved:
        raise Refused(
            _("This answer is approved. Ask a reviewer to return it before you change it.")
        )


def _leave_review(code: Code, withdraw: bool) -> bool:
    """Take back the answer in review that rests on a sent code which becomes a draft again;
    False where none does."""
    answer = _answers_of(code).in_review().first()
    if answer is None:
        return False
    if not withdraw:
        raise Refused(_("This answer is in review. Take it back before you change it."))
    Answer.objects.filter(pk=answer.pk).update(
        state=Answer.State.TAKEN_BACK, updated_at=timezone.now()
    )
    trail_write(
        actor=code.coder,
        action="answer.withdraw",
        subject=answer,
        edition=code.edition,
        city=code.city,
        old={"state": answer.state},
        new={"state": Answer.State.TAKEN_BACK},
    )
    # What is being changed counts nowhere until it is sent again.
    edition_touch(edition=code.edition)
    return True


def _create(
    actor: User,
    edition: Edition,
    city: City,
    question: Question,
    fields: dict[str, object],
    typed: CodeInput,
) -> Code:
    try:
        with transaction.atomic():
            return Code.objects.create(
                edition=edition, city=city, question=question, coder=actor, **fields
            )
    except IntegrityError as error:
        current = Code.objects.get(edition=edition, city=city, question=question, coder=actor)
        raise StaleRevision(current=current, submitted=typed_facts(typed)) from error
