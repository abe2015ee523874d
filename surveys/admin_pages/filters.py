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
        return queryset if rows is None else queryset.filter(pk__in=self.keys(rows))

    def keys(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.values("pk")


class FarEditionFilter(FarFilter):
    """The rows of an edition lie together, those of an old one far from the newest row: walking
    back until fifty belong to it passes nearly all others. PostgreSQL expects to meet them
    everywhere and would do that; it does not where the keys have a bound, which none reaches."""

    MOST_KEYS = 10**9

    def keys(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().keys(rows)[: self.MOST_KEYS]
