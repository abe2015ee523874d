"""What the administration's list of values can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator, IndicatorValue, Node
from surveys.admin_pages.criteria import (
    CityCriterion,
    choice_criterion,
    edition_criterion,
    province_criterion,
    region_criterion,
    yes_criterion,
)
from surveys.models.city import Level

STANDINGS: dict[str, tuple[Any, Q]] = {
    "approved": (_("In force, approved"), Q(approved=True)),
    "submitted": (_("In force, not signed off"), Q(current=True, approved=False)),
    "old": (_("Replaced or withdrawn"), Q(current=False, approved=False)),
}


class ValueCriteria(django_filters.FilterSet):
    edition = edition_criterion("edition")
    standing = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(name, words) for name, (words, _which) in STANDINGS.items()],
        empty_label=_("All"),
        method="by_standing",
    )
    indicator = django_filters.ModelChoiceFilter(
        label=_("Indicator"),
        queryset=Indicator.objects.all(),
        to_field_name="code",
        empty_label=_("All"),
    )
    domain = django_filters.ModelChoiceFilter(
        label=_("Domain"),
        field_name="indicator__domain",
        queryset=Node.objects.filter(level=1),
        to_field_name="code",
        empty_label=_("All"),
    )
    city = CityCriterion("city")
    province = province_criterion("city__province")
    region = region_criterion("city__region")
    level = choice_criterion(_("Level"), "city__level", Level.choices)
    by_hand = yes_criterion(_("Typed by hand"), method="by_origin")

    class Meta:
        model = IndicatorValue
        fields: list[str] = []

    def by_standing(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        return rows.filter(STANDINGS[wanted][1])

    def by_origin(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        return rows.filter(batch__isnull=wanted == "1")
