"""What answers are narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.board.answers.rests import Rests
from scoring.board.places import BoardFilter, GroupFilter
from scoring.board.scene import Scene
from surveys.admin_pages.criteria import CityCriterion, choice_criterion
from surveys.forms.provinces import provinces
from surveys.models import Answer, Question, User
from surveys.models.city import Level, Region
from surveys.models.code import Choice
from surveys.permissions import Action, can


class AnswerBoardFilter(BoardFilter):
    first = ("city", "province", "question", "answer", "state", "rests")

    city = CityCriterion("city")
    province = choice_criterion(_("Province"), "city__province", provinces)
    region = choice_criterion(_("Region"), "city__region", Region.choices)
    level = choice_criterion(_("Level"), "city__level", Level.choices)
    group = GroupFilter("city__")
    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        to_field_name="code",
        empty_label=_("All"),
    )
    answer = choice_criterion(_("Answer"), "choice", Choice.choices)
    state = choice_criterion(_("State"), "state", Answer.State.choices)
    rests = choice_criterion(_("Rests on"), "rests", Rests.choices)
    coder = choice_criterion(_("Coder"), "submission__code__coder", ())

    class Meta:
        model = Answer
        fields: list[str] = []

    def __init__(self, data: Any, *, queryset: QuerySet[Any], scene: Scene) -> None:
        super().__init__(data, queryset=queryset, scene=scene)
        if not can(scene.person, Action.REVIEW_ANSWER):
            del self.filters["coder"]
            return
        seen = queryset.order_by().values("submission__code__coder")
        coders = User.objects.filter(pk__in=seen).order_by("full_name", "username")
        self.choose("coder", [(str(row.pk), str(row)) for row in coders])


def queue_filters(chosen: BoardFilter) -> Mapping[str, str]:
    """As the queue of review reads them, which goes on from answer to answer."""
    data = chosen.form.cleaned_data
    question: Question | None = data.get("question")
    found = {name: str(data.get(name) or "") for name in ("province", "coder", "city")}
    found["question"] = str(question.pk) if question else ""
    return {name: value for name, value in found.items() if value}
