"""What lists of several capabilities can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.forms.provinces import provinces
from surveys.models import City
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
