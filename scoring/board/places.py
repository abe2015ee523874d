"""What every row about a city has: its columns, and what rows are narrowed by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.board.column import BoardColumn, text_column
from scoring.board.scene import Scene
from surveys.models import City

R = TypeVar("R")
GROUPS = (
    ("capital", _("Provincial capitals"), "is_capital"),
    ("yangtze", _("Yangtze River Economic Belt"), "in_yangtze_belt"),
    ("yellow", _("Yellow River provinces"), "in_yellow_provinces"),
)


class BoardFilter(django_filters.FilterSet):
    """Told for whom and for which edition it narrows."""

    # Fields that stand in sight; the others are behind "More filters" until one is used.
    first: tuple[str, ...] = ()

    def __init__(self, data: Any, *, queryset: QuerySet[Any], scene: Scene) -> None:
        super().__init__(data, queryset=queryset)
        self.scene = scene

    def choose(self, name: str, choices: Any) -> None:
        """Choices that depend on who looks at which edition."""
        self.filters[name].extra["choices"] = choices


class GroupFilter(django_filters.ChoiceFilter):
    """A grouping of the report; `inner` leads to the city's fields."""

    def __init__(self, inner: str = "") -> None:
        choices = [(name, words) for name, words, _field in GROUPS]
        super().__init__(label=_("City group"), choices=choices, empty_label=_("All"))
        self.inner = inner

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        fields = {name: field for name, _words, field in GROUPS}
        return rows.filter(**{f"{self.inner}{fields[value]}": True}) if value else rows


def place_columns(city: Callable[[R], City], path: str) -> tuple[BoardColumn[R], ...]:
    """Province, region and level; `path` leads from the stored row to the city."""
    inner = f"{path}__" if path else ""

    def region(row: R) -> str:
        return str(city(row).get_region_display())

    def level(row: R) -> str:
        return str(city(row).get_level_display())

    return (
        text_column(
            "province",
            _("Province"),
            lambda row: city(row).province_label,
            order=(f"{inner}province_adcode",),
        ),
        text_column("region", _("Region"), region, order=(f"{inner}region",)),
        text_column("level", _("Level"), level, order=(f"{inner}level",)),
    )
