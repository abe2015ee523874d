"""The columns of answers; a new one is a row here."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scoring.board.answers.rests import Rests
from scoring.board.answers.rows import AnswerRow
from scoring.board.column import BoardColumn, day_column, text_column
from scoring.board.places import place_columns
from surveys.models import Answer
from surveys.permissions import Action
from surveys.sheets.columns import Shown

MARKS = {Answer.State.APPROVED: "ok", Answer.State.RETURNED: "bad"}


def _state(row: AnswerRow) -> Shown:
    state = Answer.State(row.answer.state)
    return Shown(str(state.label), mark=MARKS.get(state, "wait"))


ANSWER_COLUMNS: tuple[BoardColumn[AnswerRow], ...] = (
    BoardColumn(
        "city",
        _("City"),
        lambda row: row.city.label,
        lambda row: Shown(row.city.label, href=reverse("answer", args=[row.key])),
        order=("city__adcode",),
    ),
    *place_columns(lambda row: row.city, "city"),
    text_column(
        "question",
        _("Question"),
        lambda row: row.answer.question.name,
        order=("question__position",),
    ),
    text_column(
        "answer", _("Answer"), lambda row: row.answer.value_display, order=("choice", "number")
    ),
    BoardColumn("state", _("State"), lambda row: _state(row).text, _state, order=("state",)),
    text_column(
        "rests",
        _("Rests on"),
        lambda row: str(Rests(row.rests).label) if row.rests else "",
        order=("rests",),
    ),
    BoardColumn(
        "coder",
        _("Coder"),
        lambda row: str(row.answer.submission.code.coder),
        order=("submission__code__coder__full_name", "submission__code__coder__username"),
        needs=Action.REVIEW_ANSWER,
    ),
    day_column(
        "sent",
        _("Sent to review on"),
        lambda row: timezone.localdate(row.answer.submission.sent_at),
        order=("submission__sent_at",),
    ),
)
