from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, ReadOnlyInline
from surveys.admin_pages.reasoned import ReasonForm, reason_of, reason_page
from surveys.guards import person_of
from surveys.models import Edition, Round
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.round import round_close


class RoundInline(ReadOnlyInline):
    model = Round


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("code", "year", "title_zh", "synthetic", "ranks_only", "frozen")
    list_filter = ("synthetic", "ranks_only", "frozen")
    search_fields = ("code", "title_zh", "title_en")
    inlines = (RoundInline,)
    action_form = ReasonForm
    actions = ("freeze",)

    @admin.action(description=_("Freeze (give a reason)"), permissions=["manage"])
    def freeze(self, request: HttpRequest, queryset: QuerySet[Edition]) -> HttpResponse | None:
        asked = reason_page(self, request, queryset)
        if asked is None:
            person, reason = person_of(request), reason_of(request)
            self.apply_each(
                request,
                queryset,
                lambda row: edition_freeze(actor=person, edition=row, reason=reason),
                gettext("Frozen: %(count)d"),
            )
        return asked


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ("edition", "number", "opens_on", "cutoff", "closed_on", "counts_late")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    actions = ("close",)

    @admin.action(description=_("Close: silence counts from now on"), permissions=["manage"])
    def close(self, request: HttpRequest, queryset: QuerySet[Round]) -> None:
        today = timezone.localdate()
        self.apply_each(
            request,
            queryset.select_related("edition"),
            lambda row: round_close(actor=person_of(request), survey_round=row, today=today),
            gettext("Closed: %(count)d"),
        )
