"""What cities are narrowed by: their place, what came back, and answers that may be read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.board.answers.rests import Rests, with_rests
from scoring.board.letters.days import late_by_law
from scoring.board.places import BoardFilter, GroupFilter
from surveys.admin_pages.criteria import CityCriterion, choice_criterion
from surveys.forms.provinces import provinces
from surveys.models import Answer, City, InfoRequest, Question, Reply
from surveys.models.city import Level, Region
from surveys.models.code import Choice
from surveys.models.querysets import COUNTED, EFFECTIVE
from surveys.models.request import AWAITED
from surveys.permissions import visible_answers

LETTERS = (
    ("none", _("none")),
    ("some", _("some")),
    ("open", _("without an answer")),
    ("overdue", _("overdue")),
)
REPLIES = (
    ("effective", _("effective")),
    ("some", _("any")),
    ("late", _("late alone")),
    ("lacking", _("no effective one")),
    ("none", _("none")),
)
ABSENT = "absent"
OF_ANSWERS = ("question", "answer", "state", "rests")


class CityBoardFilter(BoardFilter):
    """The criteria of answers are met by one answer together."""

    first = ("city", "province", "letters", "reply", "question", "answer")

    city = CityCriterion("pk")
    province = choice_criterion(_("Province"), "province", provinces)
    region = choice_criterion(_("Region"), "region", Region.choices)
    level = choice_criterion(_("Level"), "level", Level.choices)
    group = GroupFilter()
    letters = choice_criterion(
        pgettext_lazy("of ours", "Letters"), "pk", LETTERS, method="by_letters"
    )
    reply = choice_criterion(_("Reply"), "pk", REPLIES, method="by_reply")
    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        to_field_name="code",
        empty_label=_("All"),
        method="by_answer",
    )
    answer = choice_criterion(_("Answer"), "pk", Choice.choices, method="by_answer")
    state = choice_criterion(
        _("State of the answer"),
        "pk",
        [*Answer.State.choices, (ABSENT, _("no answer"))],
        method="by_answer",
    )
    rests = choice_criterion(_("Rests on"), "pk", Rests.choices, method="by_answer")

    class Meta:
        model = City
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        asked = {name: self.form.cleaned_data.get(name) for name in OF_ANSWERS}
        asked = {name: value for name, value in asked.items() if value}
        if not asked:
            return rows
        answers = visible_answers(self.scene.person).filter(
            edition=self.scene.edition, city=OuterRef("pk")
        )
        absent = asked.get("state") == ABSENT
        if absent:
            del asked["state"]
        names = {"answer": "choice"}
        met = with_rests(answers).filter(**{names.get(name, name): asked[name] for name in asked})
        found = Exists(met.order_by())
        return rows.filter(~found if absent else found)

    def by_answer(self, rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """All of them at once, above."""
        return rows

    def by_letters(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        letters = InfoRequest.objects.filter(
            round__edition=self.scene.edition, organ__city=OuterRef("pk")
        ).order_by()
        if value == "open":
            letters = letters.filter(AWAITED)
        if value == "overdue":
            letters = letters.filter(late_by_law(self.scene))
        return rows.filter(~Exists(letters) if value == "none" else Exists(letters))

    def by_reply(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        replies = Reply.objects.of(self.scene.edition).standing().filter(city=OuterRef("pk"))
        replies = replies.order_by()
        if value in ("effective", "lacking"):
            effective = Exists(replies.filter(EFFECTIVE))
            return rows.filter(effective if value == "effective" else ~effective)
        if value == "late":
            return rows.filter(Exists(replies), ~Exists(replies.filter(COUNTED)))
        return rows.filter(~Exists(replies) if value == "none" else Exists(replies))
