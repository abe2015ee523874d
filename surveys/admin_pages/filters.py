"""Filters that several lists of the administration offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from surveys.models.request import Channel


class ChannelFilter(admin.AllValuesFieldListFilter):
    """The channels of the outcomes in words."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        words = {str(value): label for value, label in Channel.choices}
        for choice in super().choices(changelist):
            yield {**choice, "display": words.get(str(choice["display"]), choice["display"])}


class FarFilter(admin.RelatedFieldListFilter):
    """Of a relation's relation: the keys are found first, so that no database puts all the rows
    of a choice in order, with everything that the list shows of them, to take fifty."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.used_parameters:
            return queryset
        rows = super().queryset(request, queryset.model._default_manager.order_by())
        return queryset if rows is None else queryset.filter(pk__in=rows.values("pk"))
