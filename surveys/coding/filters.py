"""Filters of the review queue, by django-filter."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.forms.provinces import provinces
from surveys.models import (
    Answer,
    City,
    Code,
    Question,
    User,
)
from surveys.permissions import within_reach


def coders(request: HttpRequest | None) -> QuerySet[User]:
    """Nobody asks where a kept filter is only applied again and shows no choice."""
    everybody = Code.objects.all()
    codes = within_reach(request.user, everybody) if request else everybody
    return User.objects.filter(Exists(codes.order_by().filter(coder=OuterRef("pk"))))


class AnswerFilter(django_filters.FilterSet):
    province = django_filters.ChoiceFilter(
        label=_("Province"), field_name="city__province", choices=provinces, empty_label=_("All")
    )
    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        empty_label=_("All"),
    )
    coder = django_filters.ModelChoiceFilter(
        label=_("Coder"),
        field_name="submission__code__coder",
        queryset=coders,
        empty_label=_("All"),
    )
    city = django_filters.CharFilter(label=_("City"), method="by_city")

    class Meta:
        model = Answer
        fields: list[str] = []

    def by_city(self, rows: QuerySet[Answer], name: str, value: str) -> QuerySet[Answer]:
        return rows.filter(city__in=City.objects.matching(value).values("pk"))
