"""What was decided on a city's questions in the edition before, for whoever codes them this year.

Read by the same rule as every answer: what this person may not read is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from surveys.coding.codebook import Value
from surveys.errors import Refused
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Question,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
    User,
)
from surveys.numbers import number_text
from surveys.permissions import named_evidence, visible_answers, visible_evidence

if TYPE_CHECKING:
    from surveys.coding.services.code import CodeInput


@dataclass(frozen=True)
class LastCitation:
    """`opens` where this person may read the document, which is named to him or her anyway."""

    citation: SubmissionCitation
    opens: bool


@dataclass(frozen=True)
class LastAnswer:
    """An approved answer of the edition before, with what it rests on."""

    edition: Edition
    answer: Answer
    citations: tuple[LastCitation, ...]
    searches: tuple[SubmissionSearch, ...]

    @property
    def value(self) -> Value:
        return Value(self.answer.choice, self.answer.number)

    @property
    def detail(self) -> str:
        return self.answer.submission.detail

    @property
    def typed(self) -> str:
        """The value as a form has it."""
        answer = self.answer
        return answer.choice or ("" if answer.number is None else number_text(answer.number))


def editions_before(edition: Edition) -> QuerySet[Edition]:
    """As real or as synthetic, of an earlier year, with answers of their own; the newest first."""
    rows = Edition.objects.filter(
        synthetic=edition.synthetic, ranks_only=False, year__lt=edition.year
    )
    return rows.order_by("-year", "-pk")


def last_answers(
    edition: Edition, city: City, person: User, only: Question | None = None
) -> dict[int, LastAnswer]:
    """By the question's key: one query where nothing was answered before, else six."""
    newest = editions_before(edition).values("pk")[:1]
    rows = visible_answers(person).filter(
        edition=Subquery(newest), city=city, state=Answer.State.APPROVED
    )
    if only is not None:
        rows = rows.filter(question=only)
    proof = ("submission__citations__evidence", "submission__searches")
    along = ("submission", "question", "edition")
    answers = list(rows.select_related(*along).prefetch_related(*proof))
    cited = {row.evidence_id for one in answers for row in one.submission.citations.all()}
    named = set(named_evidence(person).filter(pk__in=cited).values_list("pk", flat=True))
    opened = set(visible_evidence(person).filter(pk__in=named).values_list("pk", flat=True))
    return {
        answer.question_id: LastAnswer(
            edition=answer.edition,
            answer=answer,
            citations=tuple(
                LastCitation(row, row.evidence_id in opened)
                for row in answer.submission.citations.all()
                if row.evidence_id in named
            ),
            searches=tuple(answer.submission.searches.all()),
        )
        for answer in answers
    }


def unchanged_checked(
    typed: CodeInput, code: Code | None, actor: User, cell: tuple[Edition, City, Question]
) -> CodeInput:
    """Refused where what is said to be unchanged is not the answer before, as the actor may read
    it. Said once, it stays said as long as the value does."""
    if typed.unchanged_from is None:
        same = code is not None and Value(code.choice, code.number) == typed.value
        return replace(typed, unchanged_from=code.unchanged_from) if code and same else typed
    edition, city, question = cell
    last = last_answers(edition, city, actor, question).get(question.pk)
    if last is None or last.answer.submission_id != typed.unchanged_from:
        raise Refused(_("The answer of the edition before is another by now: look at it again."))
    if last.value != typed.value:
        raise Refused(_("It is not what was answered in the edition before."), field="choice")
    return typed


@dataclass(frozen=True)
class Compared:
    """With which edition's answer a submission says to be unchanged; the answer only for who may
    read it, `code` empty where it is gone."""

    code: str
    answer: Answer | None


def compared_with(sent: Submission, person: User) -> Compared | None:
    """None where it was sent as any other."""
    if sent.unchanged_from is None:
        return None
    earlier = Submission.objects.filter(pk=sent.unchanged_from).select_related("edition").first()
    if earlier is None:
        return Compared("", None)
    answer = visible_answers(person).filter(submission=earlier).first()
    return Compared(earlier.edition.code, answer)
