from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.codebook import Proof, Value, proof_check, value_check
from surveys.errors import Refused, StaleRevision
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    SearchRecord,
    User,
)
from surveys.reading.quotation import quotation_check
from surveys.services.inputs import edition_hold_open, edition_touch
from surveys.services.reply_checks import check_date
from surveys.services.trail import trail_write


@dataclass(frozen=True)
class CitationInput:
    evidence: Evidence
    quotation: str
    page: int | None = None


@dataclass(frozen=True)
class SearchInput:
    place: str
    words: str
    searched_on: datetime.date


@dataclass(frozen=True)
class CodeInput:
    """One coder's reading as typed: value, what exactly, note, and its evidence."""

    value: Value
    detail: str = ""
    note: str = ""
    citations: tuple[CitationInput, ...] = ()
    searches: tuple[SearchInput, ...] = ()

    @property
    def proof(self) -> Proof:
        return Proof(citations=len(self.citations), searches=len(self.searches))


@transaction.atomic
def code_save(
    *,
    actor: User,
    edition: Edition,
    city: City,
    question: Question,
    typed: CodeInput,
    revision: int,
    today: datetime.date,
) -> Code:
    """Keep a draft of the actor's own code; `revision` is the one he or she started from.

    0 stands for "none yet". Raises `StaleRevision` where another window saved meanwhile,
    `Refused` while an approved answer rests on it.
    """
    edition_hold_open(edition=edition)
    _check(typed, question, edition, city, today)
    code = Code.objects.filter(edition=edition, city=city, question=question, coder=actor).first()
    _refuse_approved(code.answers.approved().exists() if code else False)
    old = _facts(code) if code else {}
    if (code.revision if code else 0) != revision:
        raise StaleRevision(current=code, submitted=_typed_facts(typed))
    fields = {**asdict(typed.value), "detail": typed.detail.strip(), "note": typed.note.strip()}
    if code is None:
        code = _create(actor, edition, city, question, fields, typed)
    else:
        changed = Code.objects.filter(pk=code.pk, revision=revision).update(
            **fields, revision=revision + 1, state=Code.State.DRAFT, saved_at=timezone.now()
        )
        if not changed:
            raise StaleRevision(current=code, submitted=_typed_facts(typed))
        code.refresh_from_db()
    _replace_proof(code, typed)
    new = _facts(code)
    if new != old:
        trail_write(
            actor=actor,
            action="code.save",
            subject=code,
            edition=edition,
            city=city,
            old=old,
            new=new,
        )
    return code


def code_submit(*, actor: User, code: Code, answer_revision: int) -> Answer:
    """Send a saved code to review as the city's answer.

    `answer_revision` is the answer's revision that the coder saw (0: none). Raises
    `StaleRevision` with the current answer where somebody else was faster, `Refused`
    where the evidence is missing or the answer is approved already.
    """
    if code.coder_id != actor.pk:
        raise Refused(_("Only its coder can send a code to review."))
    value = Value(choice=code.choice, number=code.number)
    proof = Proof(citations=code.citations.count(), searches=code.searches.count())
    proof_check(code.question, value, proof)
    try:
        with transaction.atomic():
            return _submit(actor, code, value, answer_revision)
    except IntegrityError as error:
        # Two first submissions at once: the unique constraint let one of them in.
        current = Answer.objects.select_related("code__coder").get(
            edition=code.edition, city=code.city, question=code.question
        )
        raise StaleRevision(current=current, submitted=_facts(code)) from error


def _submit(actor: User, code: Code, value: Value, answer_revision: int) -> Answer:
    edition_touch(edition=code.edition)
    answer = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("code__coder")
        .filter(edition=code.edition, city=code.city, question=code.question)
        .first()
    )
    if (answer.revision if answer else 0) != answer_revision:
        raise StaleRevision(current=answer, submitted=_facts(code))
    old = {}
    if answer is None:
        answer = Answer(edition=code.edition, city=code.city, question=code.question, revision=0)
    else:
        _refuse_approved(answer.state == Answer.State.APPROVED)
        old = {"choice": answer.choice, "number": answer.number, "state": answer.state}
    answer.code, answer.choice, answer.number = code, value.choice, value.number
    answer.state, answer.revision = Answer.State.IN_REVIEW, answer.revision + 1
    answer.save()
    sent = Code.objects.filter(pk=code.pk, revision=code.revision).update(
        state=Code.State.SUBMITTED, submitted_at=timezone.now()
    )
    if not sent:
        raise StaleRevision(current=Code.objects.get(pk=code.pk), submitted=_facts(code))
    trail_write(
        actor=actor,
        action="answer.submit",
        subject=answer,
        edition=code.edition,
        city=code.city,
        old=old,
        new={"choice": value.choice, "number": value.number, "state": answer.state},
    )
    return answer


def _refuse_approved(approved: bool) -> None:
    """An approved answer rests on the very citations that its reviewer read."""
    if approved:
        raise Refused(
            _("This answer is approved. Ask a reviewer to return it before you change it.")
        )


def _check(
    typed: CodeInput, question: Question, edition: Edition, city: City, today: datetime.date
) -> None:
    value_check(question, typed.value)
    for citation in typed.citations:
        if not citation.quotation.strip():
            raise Refused(_("Paste the exact words that the answer rests on."), field="proof")
        quotation_check(citation.quotation)
        evidence = citation.evidence
        if (evidence.edition_id, evidence.city_id) != (edition.pk, city.pk):
            raise Refused(_("This document belongs to another city."), field="proof")
    for search in typed.searches:
        if not (search.place.strip() and search.words.strip()):
            raise Refused(_("Say where you looked and with which words."), field="proof")
        check_date(search.searched_on, field="proof", today=today)


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
        raise StaleRevision(current=current, submitted=_typed_facts(typed)) from error


def _replace_proof(code: Code, typed: CodeInput) -> None:
    code.citations.all().delete()
    code.searches.all().delete()
    Citation.objects.bulk_create(
        Citation(code=code, evidence=c.evidence, page=c.page, quotation=c.quotation.strip())
        for c in typed.citations
    )
    SearchRecord.objects.bulk_create(
        SearchRecord(code=code, **{**asdict(s), "words": s.words.strip()}) for s in typed.searches
    )


def _facts(code: Code) -> dict[str, object]:
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


def _typed_facts(typed: CodeInput) -> dict[str, object]:
    return {**asdict(typed.value), "detail": typed.detail, "note": typed.note}
