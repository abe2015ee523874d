"""Filters of the logged replies, the review queue and the history, by django-filter."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.forms.edition import DateInput
from surveys.guards import person_of
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Organ,
    Outcome,
    Question,
    Reply,
    TrailEntry,
    User,
)
from surveys.permissions import within_reach
from surveys.trail_words import action_label


def provinces() -> list[tuple[str, str]]:
    """Provinces in the order of their adcodes, for a choice."""
    rows = City.objects.order_by("province_adcode").values_list("province", flat=True)
    return [(province, province) for province in dict.fromkeys(rows)]


def trail_actions() -> list[tuple[str, str]]:
    from_rows = TrailEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    return [(action, action_label(action)) for action in from_rows]


def coders(request: HttpRequest | None) -> QuerySet[User]:
    """Nobody asks where a kept filter is only applied again and shows no choice."""
    everybody = Code.objects.all()
    codes = within_reach(request.user, everybody) if request else everybody
    return User.objects.filter(pk__in=codes.values("coder"))


def actors(request: HttpRequest) -> QuerySet[User]:
    """Everybody, also who has done nothing yet; a demo account meets demo accounts."""
    person = person_of(request)
    return User.objects.filter(is_demo=True) if person.is_demo else User.objects.all()


def editions(request: HttpRequest) -> QuerySet[Edition]:
    return within_reach(request.user, Edition.objects.all(), "")


class ReplyFilter(django_filters.FilterSet):
    """Logged replies; newest received first unless another order is asked for."""

    city = django_filters.CharFilter(label=_("City"), method="by_city")
    organ = django_filters.ChoiceFilter(
        label=_("Organ"),
        field_name="request__organ__kind",
        choices=Organ.Kind.choices,
        empty_label=_("All"),
    )
    outcome = django_filters.ModelChoiceFilter(
        label=_("Outcome"), queryset=Outcome.objects.all(), empty_label=_("All")
    )
    mine = django_filters.ChoiceFilter(
        label=_("Logged by"), choices=[("1", _("me"))], empty_label=_("All"), method="by_me"
    )
    order = django_filters.OrderingFilter(
        label=_("Order"),
        empty_label=_("last received first"),
        fields={
            "received_on": "received",
            "logged_at": "logged",
            "request__organ__city__adcode": "city",
        },
        choices=[
            ("received", _("first received first")),
            ("-logged", _("last logged first")),
            ("city", _("by city")),
        ],
    )

    class Meta:
        model = Reply
        fields: list[str] = []

    def by_city(self, rows: QuerySet[Reply], name: str, value: str) -> QuerySet[Reply]:
        cities = City.objects.matching(value).order_by().values("pk")
        return rows.filter(request__organ__city__in=cities)

    def by_me(self, rows: QuerySet[Reply], name: str, value: str) -> QuerySet[Reply]:
        return rows.filter(logged_by=self.request.user)


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


class TrailFilter(django_filters.FilterSet):
    edition = django_filters.ModelChoiceFilter(
        label=_("Edition"),
        queryset=editions,
        to_field_name="code",
        empty_label=_("All"),
    )
    city = django_filters.CharFilter(label=_("City"), method="by_city")
    actor = django_filters.ModelChoiceFilter(
        label=_("Person"), queryset=actors, empty_label=_("All")
    )
    action = django_filters.ChoiceFilter(
        label=_("Action"), choices=trail_actions, empty_label=_("All")
    )
    since = django_filters.DateFilter(
        label=_("From"), field_name="at", lookup_expr="date__gte", widget=DateInput()
    )
    until = django_filters.DateFilter(
        label=_("To"), field_name="at", lookup_expr="date__lte", widget=DateInput()
    )

    class Meta:
        model = TrailEntry
        fields: list[str] = []

    def by_city(self, rows: QuerySet[TrailEntry], name: str, value: str) -> QuerySet[TrailEntry]:
        return rows.filter(city_adcode__in=City.objects.matching(value).values("adcode"))
