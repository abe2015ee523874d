from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.growing import GrowingAdmin
from surveys.models import CalendarDay, DueMove, RequestEvent
from surveys.permissions import Action
from surveys.rounds.filters import EventCriteria, MoveCriteria


@admin.register(RequestEvent)
class RequestEventAdmin(GrowingAdmin):
    """Entered and struck out on the letter's page."""

    sees = Action.SEE_ANSWERS
    list_display = ("request", "kind", "date", "entered_by", "entered_at", "struck_at", "pages")
    list_filter = (criteria(EventCriteria),)
    list_select_related = ("request__organ", "request__round__edition", "entered_by")
    search_fields = ("request__organ__name", "request__organ__city__name")
    # Of the document even the name may be that of a person.
    exclude = ("document", "outcome")
    readonly_fields = ("closed_with",)

    @admin.display(description=_("outcome"))
    def closed_with(self, row: RequestEvent) -> str:
        return row.outcome.name if row.outcome else ""

    @admin.display(description=_("pages"))
    def pages(self, row: RequestEvent) -> str:
        return _letter(row.request_id)


@admin.register(DueMove)
class DueMoveAdmin(GrowingAdmin):
    sees = Action.SEE_ANSWERS
    list_display = ("request", "old_due", "due", "old_due_local", "due_local", "at", "pages")
    list_filter = (criteria(MoveCriteria),)
    list_select_related = ("request__organ", "request__round__edition")

    @admin.display(description=_("pages"))
    def pages(self, row: DueMove) -> str:
        return _letter(row.request_id)


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    """Set on the calendar's page."""

    sees = Action.SEE_ANSWERS
    list_display = ("date", "scope", "adcode", "kind", "source", "set_by", "set_at")
    list_filter = ("scope", "kind")
    list_select_related = ("set_by",)
    search_fields = ("=adcode", "source")
    ordering = ("-date", "adcode")


def _letter(key: int) -> str:
    return page_links((reverse("letter", args=[key]), gettext("Open the letter")))
