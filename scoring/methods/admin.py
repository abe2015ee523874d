from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scoring.models import EditionMethod, MethodVersion
from surveys.admin_pages.base import ReadOnlyAdmin


@admin.register(MethodVersion)
class MethodVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "digest", "created_at")
    list_filter = ("name",)
    search_fields = ("name", "note", "sha256")
    exclude = ("sha256",)
    readonly_fields = ("digest",)

    @admin.display(description=_("SHA-256 digest"), ordering="sha256")
    def digest(self, row: MethodVersion) -> str:
        return row.sha256


@admin.register(EditionMethod)
class EditionMethodAdmin(ReadOnlyAdmin):
    list_display = ("edition", "version")
    list_select_related = ("edition", "version")
