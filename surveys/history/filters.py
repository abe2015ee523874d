"""Filters of the history, by django-filter."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateInput
from surveys.guards import person_of
from surveys.history.words import action_label
from surveys.models import City, Edition, TrailEntry, User
from surveys.permissions import within_reach


def trail_actions() -> list[tuple[str, str]]:
    from_rows = TrailEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    return [(action, action_label(action)) for action in from_rows]


def actors(request: HttpRequest) -> QuerySet[User]:
    """Everybody, also who has done nothing yet; a demo account meets demo accounts."""
    person = person_of(request)
    return User.objects.filter(is_demo=True) if person.is_demo else User.objects.all()


def editions(request: HttpRequest) -> QuerySet[Edition]:
    return within_reach(request.user, Edition.objects.all(), "")


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
