"""What a ranking can be narrowed and sorted by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.filters import PlaceFilter
from scoring.models import CityScore, Indicator, PublishedRank
from scoring.models.tree import SCORED_FIELDS
from scoring.products.rank_columns import COLUMNS
from scoring.runs.rank_rows import LOW_COVERAGE


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
            *((column.sorted_by, column.name) for column in COLUMNS if column.sorted_by),
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
