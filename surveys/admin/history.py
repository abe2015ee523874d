from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from surveys.admin.base import ReadOnlyAdmin
from surveys.models import TrailEntry
from surveys.permissions import Action, visible_trail


@admin.register(TrailEntry)
class TrailEntryAdmin(ReadOnlyAdmin):
    sees = Action.SEE_TRAIL
    list_display = ("at", "actor", "action", "subject", "edition", "city_adcode", "reason")
    list_filter = ("edition", "action", "actor")
    list_select_related = ("actor", "edition")
    search_fields = ("=city_adcode", "subject", "reason")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrailEntry]:
        return visible_trail(request.user)
