"""What becomes of a question of a city: one word for each state, whichever page says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from surveys.models import Answer, Code, Edition, User
from surveys.permissions import Action, can, with_readable


class CellState(TextChoices):
    """The last four are an answer's own; before them stands what has no answer yet, or another
    coder's that this one may not read."""

    OPEN = "open", _("Not coded")
    DRAFT = "draft", _("Draft")
    COMPLETE = "complete", _("Draft, complete")
    ALONE = "alone", _("Sent, waits for the second coder")
    PAIRED = "paired", _("Sent by both, waits to be compared")
    AGREED = "agreed", _("Sent by both, readings agree")
    DISPUTED = "disputed", _("Sent by both, readings differ")
    BESIDE = "beside", _("Sent, another answer is in review")
    PASSED = "passed", _("Sent, another answer was returned")
    IN_REVIEW = Answer.State.IN_REVIEW.value, Answer.State.IN_REVIEW.label
    TAKEN_BACK = Answer.State.TAKEN_BACK.value, Answer.State.TAKEN_BACK.label
    RETURNED = Answer.State.RETURNED.value, Answer.State.RETURNED.label
    APPROVED = Answer.State.APPROVED.value, Answer.State.APPROVED.label


# Of a coder's own reading: nothing is left to do on it.
SENT = frozenset(
    {
        *(CellState.ALONE, CellState.PAIRED, CellState.BESIDE, CellState.PASSED),
        *(CellState.IN_REVIEW, CellState.APPROVED),
    }
)


def bare_state(codes: Collection[Code], *, compared: bool) -> CellState:
    """Of the sent readings of one cell without an answer; whether two agree is told to those
    alone who may read both (`compared`)."""
    if len(codes) < 2 or not compared:
        return sent_state(None, len(codes))
    values = {(code.choice, code.number) for code in codes}
    return CellState.AGREED if len(values) == 1 else CellState.DISPUTED


def sent_state(answer: Answer | None, coders: int) -> CellState:
    """Of an own reading that was sent, while the answer, if there is one, rests on another's."""
    if answer is None:
        return CellState.ALONE if coders < 2 else CellState.PAIRED
    returned = answer.state == Answer.State.RETURNED
    return CellState.PASSED if returned else CellState.BESIDE


def bare_states(
    edition: Edition, person: User, cities: Collection[int]
) -> dict[tuple[int, int], CellState]:
    """By city and question: what was sent there and has no answer that this person may read,
    as far as he or she works on it. Two queries, whatever the number."""
    if not (can(person, Action.CODE_ANSWER) or can(person, Action.REVIEW_ANSWER)):
        return {}
    place = {"edition": edition, "city__in": cities}
    cells: dict[tuple[int, int], list[Code]] = defaultdict(list)
    sent = Code.objects.filter(state=Code.State.SUBMITTED, **place).order_by()
    for code in sent.only("city", "question", "coder", "choice", "number"):
        cells[code.city_id, code.question_id].append(code)
    kept = Answer.objects.filter(**place).order_by().only("city", "question", "state")
    answers = with_readable(person, kept)
    known = {(answer.city_id, answer.question_id): answer for answer in answers}
    compared = can(person, Action.REVIEW_ANSWER)
    found: dict[tuple[int, int], CellState] = {}
    for key, codes in cells.items():
        answer = known.get(key)
        if answer is None:
            found[key] = bare_state(codes, compared=compared)
        elif not answer.readable and any(code.coder_id == person.pk for code in codes):
            found[key] = sent_state(answer, len(codes))
    return found
