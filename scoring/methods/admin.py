from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scoring.models import EditionMethod, MethodVersion
from scoring.models.method import method_name
from surveys.admin_pages.base import ReadOnlyAdmin


class NameFilter(admin.AllValuesFieldListFilter):
    """The stated method in the reader's language."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        for choice in super().choices(changelist):
            yield {**choice, "display": method_name(str(choice["display"]))}


@admin.register(MethodVersion)
class MethodVersionAdmin(ReadOnlyAdmin):
    list_display = ("named", "number", "digest", "created_at")
    list_filter = (("name", NameFilter),)
    search_fields = ("name", "note", "sha256")
    exclude = ("sha256",)
    readonly_fields = ("digest",)

    @admin.display(description=_("name"), ordering="name")
    def named(self, row: MethodVersion) -> str:
        return method_name(row.name)

    @admin.display(description=_("SHA-256 digest"), ordering="sha256")
    def digest(self, row: MethodVersion) -> str:
        return row.sha256


@admin.register(EditionMethod)
class EditionMethodAdmin(ReadOnlyAdmin):
    list_display = ("edition", "method")
    list_select_related = ("edition", "version")

    @admin.display(description=_("method version"), ordering="version")
    def method(self, row: EditionMethod) -> str:
        return row.version.label
