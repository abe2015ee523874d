"""Filters of the history, by django-filter."""

from __future__ import annotations

import datetime

import django_filters
from django import forms
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateField
from surveys.guards import person_of
from surveys.history.selectors import stored_actions
from surveys.history.words import action_label
from surveys.models import City, Edition, TrailEntry, User
from surveys.permissions import within_reach

FEW_CITIES = 20
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2900, 1, 1)


def trail_actions() -> list[tuple[str, str]]:
    return [(action, action_label(action)) for action in stored_actions()]


def actors(request: HttpRequest) -> QuerySet[User]:
    """Everybody, also who has done nothing yet; a demo account meets demo accounts."""
    person = person_of(request)
    return User.objects.filter(is_demo=True) if person.is_demo else User.objects.all()


def editions(request: HttpRequest) -> QuerySet[Edition]:
    return within_reach(request.user, Edition.objects.all(), "")


class DayFilter(django_filters.Filter):
    field_class = DateField


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
    since = DayFilter(label=_("From"), method="since_day")
    until = DayFilter(label=_("To"), method="until_day")
    # One row, by its model and key, as the administration leads here.
    of = django_filters.CharFilter(label=_("To what"), method="of_row", widget=forms.HiddenInput)

    class Meta:
        model = TrailEntry
        fields: list[str] = []

    def by_city(self, rows: QuerySet[TrailEntry], name: str, value: str) -> QuerySet[TrailEntry]:
        """Few cities by their index; entries of many stand so close in time that the newest
        are found sooner by walking back, which hiding the column from the index asks for."""
        adcodes = list(City.objects.matching(value).values_list("adcode", flat=True))
        if len(adcodes) <= FEW_CITIES:
            return rows.filter(city_adcode__in=adcodes)
        hidden = Coalesce("city_adcode", Value(""))
        return rows.alias(place=hidden).filter(place__in=adcodes)

    def of_row(self, rows: QuerySet[TrailEntry], name: str, value: str) -> QuerySet[TrailEntry]:
        kind, _colon, key = value.partition(":")
        return rows.filter(subject_type=kind, subject_id=key)

    def since_day(
        self, rows: QuerySet[TrailEntry], name: str, value: datetime.date
    ) -> QuerySet[TrailEntry]:
        return rows.filter(at__gte=_midnight(value))

    def until_day(
        self, rows: QuerySet[TrailEntry], name: str, value: datetime.date
    ) -> QuerySet[TrailEntry]:
        """That day included."""
        return rows.filter(at__lt=_midnight(value) + datetime.timedelta(days=1))


def _midnight(day: datetime.date) -> datetime.datetime:
    """Where the day begins here: bounds that the index of times knows, which a date taken from
    each entry's time is not. Days beyond all entries, which overflow, are brought nearer."""
    near = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(datetime.datetime.combine(near, datetime.time()))
