"""Lists of the administration narrowed by a form of several criteria, as the pages have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import django_filters
from django.contrib import admin
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateField
from surveys.forms.provinces import provinces
from surveys.models import City, Edition
from surveys.models.city import Level, Region
from surveys.permissions import within_reach

LONGEST_CITY = 40
FEW_CITIES = 20


class DayFilter(django_filters.Filter):
    field_class = DateField


class CriteriaFilter(admin.ListFilter):
    """All criteria of a django-filter set as the one filter of a list; `criteria` makes it.

    A criterion that the address leaves out is the set's own `defaults`, where it has any; one
    that cannot be shows no row, and its words at the field.
    """

    title = _("Filter")
    kind: ClassVar[type[django_filters.FilterSet]]

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], page: Any
    ) -> None:
        super().__init__(request, params, model, page)
        for name in self.parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)
        data = request.GET.copy()
        for name, value in getattr(self.kind, "defaults", lambda _request: {})(request).items():
            data.setdefault(name, value)
        rows = model._default_manager.none()
        self.filterset = self.kind(data, queryset=rows, request=request)

    @classmethod
    def parameters(cls) -> Iterator[str]:
        """What an address may say of it."""
        yield from cls.kind.base_filters

    @property
    def form(self) -> Any:
        return self.filterset.form

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters())

    def choices(self, changelist: Any) -> Iterator[Any]:
        """None as links: the form has them."""
        yield from ()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.form.is_valid():
            return queryset.none()
        self.filterset.queryset = queryset
        rows: QuerySet[Any] = self.filterset.qs
        return rows


def criteria(kind: type[django_filters.FilterSet]) -> type[CriteriaFilter]:
    return type(f"{kind.__name__}Criteria", (CriteriaFilter,), {"kind": kind})


def _editions(request: HttpRequest) -> QuerySet[Edition]:
    return within_reach(request.user, Edition.objects.all(), "")


def edition_criterion(path: str) -> django_filters.Filter:
    return django_filters.ModelChoiceFilter(
        label=_("Edition"),
        field_name=path,
        queryset=_editions,
        to_field_name="code",
        empty_label=_("All"),
    )


def choice_criterion(label: Any, path: str, choices: Any, **how: Any) -> django_filters.Filter:
    return django_filters.ChoiceFilter(
        label=label, field_name=path, choices=choices, empty_label=_("All"), **how
    )


def yes_criterion(label: Any, **how: Any) -> django_filters.Filter:
    words = (("1", _("Yes")), ("0", _("No")))
    return django_filters.ChoiceFilter(label=label, choices=words, empty_label=_("All"), **how)


def hidden_in(rows: QuerySet[Any], path: str, keys: list[int]) -> QuerySet[Any]:
    """The rows with one of these keys, found by walking back from the newest: of many keys they
    stand so close that this is sooner than to put all of them in order. No index is asked."""
    name = f"{path.replace('__', '_')}_hidden"
    return rows.alias(**{name: Coalesce(path, Value(0))}).filter(**{f"{name}__in": keys})


class PlaceCriterion(django_filters.ChoiceFilter):
    """Rows whose city, at `field_name`, has this in its column; few cities by their index."""

    def __init__(self, label: Any, path: str, column: str, choices: Any) -> None:
        super().__init__(label=label, field_name=path, choices=choices, empty_label=_("All"))
        self.column = column

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        cities = City.objects.filter(**{self.column: value}).order_by()
        keys = list(cities.values_list("pk", flat=True))
        if len(keys) <= FEW_CITIES:
            return rows.filter(**{f"{self.field_name}__in": keys})
        return hidden_in(rows, str(self.field_name), keys)


def province_criterion(path: str) -> django_filters.Filter:
    return PlaceCriterion(_("Province"), path, "province", provinces)


def region_criterion(path: str) -> django_filters.Filter:
    return PlaceCriterion(_("Region"), path, "region", Region.choices)


def level_criterion(path: str) -> django_filters.Filter:
    return PlaceCriterion(_("Level"), path, "level", Level.choices)


def since_criterion(
    path: str, compare: str = "gte", label: str | Promise = ""
) -> django_filters.Filter:
    return DayFilter(label=label or _("From"), field_name=path, lookup_expr=compare)


def until_criterion(
    path: str, compare: str = "lte", label: str | Promise = ""
) -> django_filters.Filter:
    """That day included."""
    return DayFilter(label=label or _("To"), field_name=path, lookup_expr=compare)


class CityCriterion(django_filters.CharFilter):
    """A city by Chinese name, pinyin, initials or adcode; `field_name` leads to it."""

    def __init__(self, path: str) -> None:
        super().__init__(label=_("City"), field_name=path, max_length=LONGEST_CITY)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        found = City.objects.matching(value).order_by().values("pk")
        return rows.filter(**{f"{self.field_name}__in": found})
