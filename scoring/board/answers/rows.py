"""Answers as rows of the board: those alone that the person may read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from scoring.board.answers.rests import with_rests
from scoring.board.scene import Scene
from surveys.models import Answer, City
from surveys.permissions import visible_answers


@dataclass(frozen=True)
class AnswerRow:
    answer: Answer
    rests: str

    @property
    def key(self) -> int:
        return self.answer.pk

    @property
    def city(self) -> City:
        return self.answer.city


def answer_rows(scene: Scene) -> QuerySet[Answer]:
    """Each once, whatever it is read by."""
    seen = visible_answers(scene.person).filter(edition=scene.edition).order_by()
    rows = Answer.objects.filter(edition=scene.edition, pk__in=seen.values("pk"))
    rows = rows.select_related("city", "question", "submission__code__coder")
    return with_rests(rows).order_by("city__adcode", "question__position")


def answers_loaded(
    _scene: Scene, found: Iterable[Answer], _parts: Collection[str]
) -> list[AnswerRow]:
    return [AnswerRow(answer, getattr(answer, "rests", "")) for answer in found]
