from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.growing import GrowingAdmin
from surveys.history.names import names_of
from surveys.history.selectors import stored_actions
from surveys.history.words import action_label
from surveys.models import TrailEntry
from surveys.permissions import Action, visible_trail


class ActionFilter(admin.AllValuesFieldListFilter):
    """The stored actions in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookup_choices = stored_actions()  # type: ignore[assignment]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        for choice in super().choices(changelist):
            yield {**choice, "display": action_label(str(choice["display"]))}


@admin.register(TrailEntry)
class TrailEntryAdmin(GrowingAdmin):
    sees = Action.SEE_TRAIL
    list_display = ("at", "actor", "done", "subject", "edition", "city_adcode", "reason")
    list_filter = ("edition", ("action", ActionFilter), "actor")
    list_select_related = ("actor", "edition")
    search_fields = ("=city_adcode", "subject", "reason")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")

    exclude = ("action", "changes", "about", "subject_type", "subject_id")
    readonly_fields = ("done", "changed")

    @admin.display(description=_("changes"))
    def changed(self, row: TrailEntry) -> str:
        """In words, as the page of the history has them."""
        context = {"entry": row, "names": names_of([row])}
        return mark_safe(render_to_string("surveys/_changes.html", context))  # noqa: S308

    @admin.display(description=_("action"), ordering="action")
    def done(self, row: TrailEntry) -> str:
        return action_label(row.action)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Under what was done, in words."""
        row = self.get_object(request, unquote(object_id))
        named = {"subtitle": f"{self.done(row)} · {row.subject}"} if row else {}
        return super().change_view(request, object_id, form_url, {**named, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrailEntry]:
        return visible_trail(request.user)
