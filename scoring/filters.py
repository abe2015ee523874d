"""What a list can be narrowed and sorted by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.analysis.rank_rows import LOW_COVERAGE
from scoring.models import CityScore, Indicator, PublishedRank
from scoring.models.tree import SCORED_FIELDS
from surveys.filters import provinces
from surveys.models import City, Question, ReviewPriority
from surveys.models.city import Level, Region


class PlaceFilter(django_filters.FilterSet):
    """Rows that belong to a city, by its name, province, region and level."""

    q = django_filters.CharFilter(label=_("City"), method="by_city")
    province = django_filters.ChoiceFilter(
        label=_("Province"), field_name="city__province", choices=provinces, empty_label=_("All")
    )
    region = django_filters.ChoiceFilter(
        label=_("Region"), field_name="city__region", choices=Region.choices, empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), field_name="city__level", choices=Level.choices, empty_label=_("All")
    )

    def by_city(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Chinese name, pinyin, initials or adcode, as everywhere a city is looked for."""
        return rows.filter(city__in=City.objects.matching(text).order_by().values("pk"))


class RankOrder(django_filters.OrderingFilter):
    """Sorting by a rank column or the name; cities without a rank always come last."""

    def filter(self, rows: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        if not value:
            return rows
        key = value[0]
        field = self.param_map.get(key.lstrip("-"), "")
        if not field:
            return rows
        column = F(field)
        order = column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True)
        return rows.order_by(order, "city__adcode")


class RankingFilter(PlaceFilter):
    coverage = django_filters.ChoiceFilter(
        label=_("Data coverage"),
        choices=(("full", _("Complete")), ("gaps", _("With gaps")), ("low", _("Below 75%"))),
        empty_label=_("All"),
        method="by_coverage",
    )
    sort = RankOrder(
        fields=[
            *((f"{column}_rank", column) for column in SCORED_FIELDS),
            ("indicators_present", "coverage"),
            ("city__pinyin_full", "name"),
            ("city__province_adcode", "province"),
        ]
    )

    class Meta:
        model = CityScore
        fields: list[str] = []

    def by_coverage(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        """By how many indicators a city has a value of; runs that did not keep it hold none."""
        total = Indicator.objects.count()
        if wanted == "full":
            return rows.filter(indicators_present__gte=total)
        most = LOW_COVERAGE * total if wanted == "low" else total
        return rows.filter(indicators_present__lt=most)


class PublishedFilter(PlaceFilter):
    sort = RankOrder(
        fields=[
            *((column, column) for column in SCORED_FIELDS),
            ("city__pinyin_full", "name"),
            ("city__province_adcode", "province"),
        ]
    )

    class Meta:
        model = PublishedRank
        fields: list[str] = []


class PriorityFilter(PlaceFilter):
    question = django_filters.ModelChoiceFilter(
        label=_("Question"),
        queryset=Question.objects.exclude(kind=Question.Kind.DERIVED),
        empty_label=_("All"),
    )

    class Meta:
        model = ReviewPriority
        fields: list[str] = []
