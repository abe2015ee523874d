from __future__ import annotations

from django.contrib import admin

from scoring.models import EditionMethod, MethodVersion
from surveys.admin_pages.base import ReadOnlyAdmin


@admin.register(MethodVersion)
class MethodVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "sha256", "created_at")
    list_filter = ("name",)
    search_fields = ("name", "note", "sha256")


@admin.register(EditionMethod)
class EditionMethodAdmin(ReadOnlyAdmin):
    list_display = ("edition", "version")
    list_select_related = ("edition", "version")
