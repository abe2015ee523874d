"""What the coding screen shows of each question to one coder, and nothing of the others'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.coding.book.asked import asked_questions
from surveys.coding.book.guide import Guide, guides_of
from surveys.coding.checklist import QUALITY, Point, points_of
from surveys.coding.codebook import Proof, Value, proof_check, value_check
from surveys.coding.forms import CitationRow, SearchRow, Typed, typed_of_code
from surveys.coding.last_year import LastAnswer, last_answers
from surveys.coding.proposals import own_proposals
from surveys.coding.states import SENT, CellState, sent_state
from surveys.coding.views.options import Option, options_of
from surveys.errors import Refused
from surveys.evidence.citations import Check
from surveys.models import (
    Answer,
    City,
    Code,
    CodeProposal,
    Edition,
    Question,
    ReviewDecision,
    Submission,
    User,
)
from surveys.permissions import with_readable
from surveys.rounds.axes import Axes, axes_of
from surveys.rounds.lateness import SILENT_QUESTION, lateness_of


@dataclass
class Card:
    """One question: own code as typed, the answer's state, and what is wrong.

    `answer` is one that this coder may read. Of any other it is known alone that it `waits`
    for its verdict or has come back (`passed_back`). `beside` is what becomes of an own reading
    that was sent and that no answer rests on; `taken` where two others have sent theirs and this
    coder has not. `late` says why an answer about the reply does not
    count, or what to mind; `checks` of the quotations are there once it was saved. `last` is the
    answer of the edition before, `proposal` this coder's own while nothing is coded.
    """

    question: Question
    typed: Typed
    code: Code | None = None
    answer: Answer | None = None
    mine: bool = False
    waits: bool = False
    passed_back: bool = False
    beside: CellState | None = None
    taken: bool = False
    reason: str = ""
    error: str = ""
    error_field: str = ""
    saved: bool = False
    unchanged: bool = False
    late: str = ""
    checks: list[Check | None] = field(default_factory=list)
    options: tuple[Option, ...] = field(default=())
    last: LastAnswer | None = None
    proposal: CodeProposal | None = None
    guide: Guide | None = None
    axes: list[Axes] = field(default_factory=list)

    def _answer_is(self, state: str) -> bool:
        return self.answer is not None and self.answer.state == state

    @property
    def approved(self) -> bool:
        return self._answer_is(Answer.State.APPROVED)

    @property
    def returned(self) -> bool:
        return self.mine and self._answer_is(Answer.State.RETURNED)

    @property
    def is_draft(self) -> bool:
        return self.code is not None and self.code.state == Code.State.DRAFT

    @property
    def is_sent(self) -> bool:
        """In review as it was sent: to be taken back before it is changed."""
        return self.mine and self._answer_is(Answer.State.IN_REVIEW)

    @property
    def taken_back(self) -> bool:
        """Waiting for nobody until it is sent again."""
        return self.mine and self._answer_is(Answer.State.TAKEN_BACK)

    @property
    def state(self) -> CellState:
        """For the badge, the jump list and the filter of the screen."""
        states = {
            CellState.APPROVED: self.approved,
            CellState.RETURNED: self.returned,
            CellState.IN_REVIEW: self.is_sent,
            self.beside: self.beside is not None,
            CellState.COMPLETE: self.can_send,
            CellState.DRAFT: self.is_draft,
        }
        return next((name for name, holds in states.items() if name and holds), CellState.OPEN)

    @property
    def is_done(self) -> bool:
        return self.state in SENT

    @property
    def stands(self) -> bool:
        """Shown to be read, not as a form: as it was sent, with nothing wrong."""
        kept = self.is_sent or self.beside not in (None, CellState.PASSED)
        return kept and not self.error

    @property
    def shown(self) -> Answer | Submission | Code | None:
        """What there is to read: the decided value, else the own reading as it was sent."""
        if self.approved:
            return self.answer
        return self.answer.submission if self.answer and self.mine else self.code

    @property
    def told(self) -> list[str]:
        """What to mind before answering."""
        text = _(
            "Two coders have sent their readings of this question already: no third one is needed."
        )
        return [words for words in (text if self.taken else "", *self.stated) if words]

    @property
    def stated(self) -> list[str]:
        """What to mind even where it is only read."""
        said = self.guide.told(is_open=self.state == CellState.OPEN) if self.guide else []
        return [self.late, *said] if self.late else said

    @property
    def not_asked(self) -> bool:
        """By a rule of skipping, and nothing was sent of it."""
        return self.guide is not None and self.guide.not_asked and not self.is_done

    @property
    def seen(self) -> str:
        """What a form says that sends this card with others: the question as it stands here."""
        return f"{self.question.code}:{self.typed.revision}:{self.typed.answer_revision}"

    @property
    def citation_rows(self) -> list[tuple[CitationRow, Check | None]]:
        """With the check of each quotation, where there is one; at least one row to type in."""
        rows = list(self.typed.citations) or [CitationRow()]
        return list(zip_longest(rows, self.checks[: len(rows)]))

    @property
    def points(self) -> list[Point]:
        """Of the form checklist, where the question has one."""
        asked = self.question.code == QUALITY
        return points_of(dict.fromkeys(self.typed.points, 1)) if asked else []

    @property
    def search_rows(self) -> list[SearchRow]:
        return list(self.typed.searches) or [SearchRow()]

    @property
    def can_send(self) -> bool:
        """A draft with the proof that its value needs, and nothing in its way."""
        code = self.code
        if code is None or not self.is_draft or self.approved or self.waits:
            return False
        value = Value(code.choice, code.number)
        proof = Proof(len(code.citations.all()), len(code.searches.all()))
        try:
            value_check(self.question, value)
            proof_check(self.question, value, proof)
        except Refused:
            return False
        return True


@dataclass(frozen=True)
class Progress:
    """How far this person is with the city; `done` is sent or approved."""

    done: int
    of: int


def progress_of(cards: list[Card]) -> Progress:
    asked = [card for card in cards if not card.not_asked]
    return Progress(sum(card.is_done for card in asked), len(asked))


def cards_of(edition: Edition, city: City, coder: User, only: Question | None = None) -> list[Card]:
    """A card per coded question, in the codebook's order; the same few queries whatever the
    number, a few more where a reply came late or an edition was before."""
    questions = [only] if only else list(asked_questions(edition))
    place: dict[str, Any] = {"edition": edition, "city": city}
    if only:
        place["question"] = only
    codes = {
        code.question_id: code
        for code in Code.objects.filter(coder=coder, **place).prefetch_related(
            "citations", "searches"
        )
    }
    rows = with_readable(coder, Answer.objects.filter(**place))
    rows = rows.select_related("submission__code")
    answers = {answer.question_id: answer for answer in rows}
    reasons = _reasons(answers.values())
    others = Code.objects.filter(state=Code.State.SUBMITTED, **place).exclude(coder=coder)
    sent = Counter(others.order_by().values_list("question", flat=True))
    cards = [
        _card(question, codes.get(question.pk), answers.get(question.pk), coder, reasons)
        for question in questions
    ]
    last = last_answers(edition, city, coder, only)
    proposals = own_proposals(coder, edition).filter(city=city)
    proposed = {row.question_id: row for row in proposals}
    guides = guides_of(edition, city, coder, questions)
    for card in cards:
        if card.code is None and not card.approved:
            card.proposal = proposed.get(card.question.pk)
        card.last = last.get(card.question.pk)
        card.guide = guides.get(card.question.pk)
        by_others = sent[card.question.pk]
        card.beside = _beside(card, answers.get(card.question.pk), by_others > 0)
        card.taken = by_others > 1 and card.beside is None and not (card.mine or card.approved)
        if card.question.code == SILENT_QUESTION:
            card.late = lateness_of(edition, city).words(city, card.typed.documents)
            card.axes = axes_of(edition, city, timezone.localdate())
    return cards


def _card(
    question: Question,
    code: Code | None,
    found: Any,
    coder: User,
    reasons: dict[tuple[int, int], str],
) -> Card:
    """`found` is the stored answer with `readable`, or None."""
    answer: Answer | None = found if found and found.readable else None
    if answer is not None:
        answer.question = answer.submission.code.question = question
    if code is not None:
        code.question = question
    mine = answer is not None and answer.submission.code.coder_id == coder.pk
    hidden = found is not None and answer is None
    returned = hidden and found.state == Answer.State.RETURNED
    return Card(
        question=question,
        typed=typed_of_code(code, found.revision if found else 0),
        code=code,
        answer=answer,
        mine=mine,
        waits=hidden and not returned,
        passed_back=returned,
        reason=reasons.get((answer.pk, answer.revision), "") if answer and mine else "",
        options=options_of(question),
    )


def _beside(card: Card, found: Answer | None, paired: bool) -> CellState | None:
    """None where the own reading is a draft, or the answer rests on it or is approved."""
    sent = card.code is not None and card.code.state == Code.State.SUBMITTED
    if not sent or card.mine or card.approved:
        return None
    return sent_state(found, 2 if paired else 1)


def _reasons(answers: Iterable[Answer]) -> dict[tuple[int, int], str]:
    """Why each returned answer came back, by answer and revision; a return begins a new one."""
    returned = [answer.pk for answer in answers if answer.state == Answer.State.RETURNED]
    rows = ReviewDecision.objects.filter(answer__in=returned)
    return {(row.answer_id, row.revision): row.reason for row in rows}
