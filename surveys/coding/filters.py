"""Filters of answers, by django-filter: of the review queue and of the administration."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.criteria import (
    CityCriterion,
    choice_criterion,
    edition_criterion,
    province_criterion,
    region_criterion,
)
from surveys.models import Answer, Code, Question, User
from surveys.models.city import Level, Region
from surveys.permissions import within_reach


def coders(request: HttpRequest | None) -> QuerySet[User]:
    """Nobody asks where a kept filter is only applied again and shows no choice."""
    everybody = Code.objects.all()
    codes = within_reach(request.user, everybody) if request else everybody
    return User.objects.filter(Exists(codes.order_by().filter(coder=OuterRef("pk"))))


def _question() -> django_filters.Filter:
    return django_filters.ModelChoiceFilter(
        label=_("Question"),
        field_name="question",
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        empty_label=_("All"),
    )


def _coder() -> django_filters.Filter:
    return django_filters.ModelChoiceFilter(
        label=_("Coder"),
        field_name="submission__code__coder",
        queryset=coders,
        empty_label=_("All"),
    )


class AnswerFilter(django_filters.FilterSet):
    province = province_criterion("city")
    question = _question()
    coder = _coder()
    city = CityCriterion("city")

    class Meta:
        model = Answer
        fields: list[str] = []


class SentFilter(django_filters.FilterSet):
    """Of questions of cities that were sent and have no answer."""

    province = province_criterion("city")
    question = _question()
    city = CityCriterion("city")

    class Meta:
        model = Code
        fields: list[str] = []


class AnswerCriteria(django_filters.FilterSet):
    """Of the administration's list: the queue's filters, and what tells all editions apart."""

    edition = edition_criterion("edition")
    state = choice_criterion(_("State"), "state", Answer.State.choices)
    question = _question()
    coder = _coder()
    city = CityCriterion("city")
    province = province_criterion("city")
    region = region_criterion("city")

    class Meta:
        model = Answer
        fields: list[str] = []


class EffectFilter(AnswerFilter):
    """The answers that a narrowed order of review leads through."""

    region = django_filters.ChoiceFilter(field_name="city__region", choices=Region.choices)
    level = django_filters.ChoiceFilter(field_name="city__level", choices=Level.choices)
