from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.models import ComputeFault, Heartbeat, PublishedRank, Study
from scoring.runs.lookup import bases_of
from scoring.words.reasons import kept_words
from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.permissions import Action


@admin.register(PublishedRank)
class PublishedRankAdmin(ReadOnlyAdmin):
    sees = Action.SEE_RESULTS
    list_display = ("city", "edition", "composite", "resource", "management", "market")
    list_filter = ("edition", "city__region")
    list_select_related = ("city", "edition")
    search_fields = ("city__name", "=city__adcode")


@admin.register(Study)
class StudyAdmin(ReadOnlyAdmin):
    sees = Action.SEE_RESULTS
    list_display = (
        *("name", "kind", "state", "run"),
        *("requested_by", "requested_at", "finished_at", "pages"),
    )
    list_filter = ("kind", "state", "run__edition")
    list_select_related = ("run__edition", "requested_by")
    exclude = ("coding", "summary")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Study]:
        rows = super().get_queryset(request).filter(run__basis__in=bases_of(request))
        return rows.defer("coding", "summary", "run__block")

    @admin.display(description=_("study"), ordering="pk")
    def name(self, row: Study) -> str:
        return str(row.pk)

    @admin.display(description=_("pages"))
    def pages(self, row: Study) -> str:
        return page_links((reverse("study", args=[row.pk]), gettext("Study")))


@admin.register(ComputeFault)
class ComputeFaultAdmin(ReadOnlyAdmin):
    sees = Action.SEE_RESULTS
    list_display = ("edition", "basis", "said", "inputs_version", "noticed_at")
    list_filter = ("edition", "basis")
    list_select_related = ("edition",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComputeFault]:
        return super().get_queryset(request).filter(basis__in=bases_of(request))

    @admin.display(description=_("fault"))
    def said(self, row: ComputeFault) -> str:
        return kept_words(row.code, row.details)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
