"""Filters that several lists of the administration offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from surveys.models.request import Channel
from surveys.places.names import province_label


class ChannelFilter(admin.AllValuesFieldListFilter):
    """The channels of the outcomes in words."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        words = {str(value): label for value, label in Channel.choices}
        for choice in super().choices(changelist):
            yield {**choice, "display": words.get(str(choice["display"]), choice["display"])}


class ProvinceFilter(admin.AllValuesFieldListFilter):
    """The provinces as every other list of them has them."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        for choice in super().choices(changelist):
            yield {**choice, "display": province_label(str(choice["display"]))}
