"""What the administration's list of values can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator, IndicatorValue, Node
from surveys.admin_pages.criteria import (
    CityCriterion,
    edition_criterion,
    hidden_in,
    level_criterion,
    province_criterion,
    region_criterion,
    yes_criterion,
)

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
        queryset=Node.objects.filter(level=1),
        to_field_name="code",
        empty_label=_("All"),
        method="by_domain",
    )
    city = CityCriterion("city")
    province = province_criterion("city")
    region = region_criterion("city")
    level = level_criterion("city")
    by_hand = yes_criterion(_("Typed by hand"), method="by_origin")

    class Meta:
        model = IndicatorValue
        fields: list[str] = []

    def by_standing(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        return rows.filter(STANDINGS[wanted][1])

    def by_domain(self, rows: QuerySet[Any], _name: str, wanted: Node) -> QuerySet[Any]:
        found = Indicator.objects.filter(domain=wanted).order_by()
        return hidden_in(rows, "indicator", list(found.values_list("pk", flat=True)))

    def by_origin(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        return rows.filter(batch__isnull=wanted == "1")
