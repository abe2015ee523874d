from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, ReadOnlyInline, page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.growing import GrowingAdmin
from surveys.admin_pages.reasoned import ReasonForm, reason_of, reason_page
from surveys.evidence.services import evidence_mark_personal
from surveys.guards import person_of
from surveys.models import Evidence, InfoRequest, LetterOutcome, Reply, StoredFile
from surveys.permissions import Action, can, visible_evidence
from surveys.rounds.filters import ReplyCriteria, RequestCriteria
from surveys.rounds.parts import part_words
from surveys.rounds.selectors import OUTCOMES


@admin.register(InfoRequest)
class InfoRequestAdmin(GrowingAdmin):
    sees = Action.SEE_ANSWERS
    list_display = (
        *("organ", "channel", "asked", "round", "wave"),
        *("status", "outcome", "sent_on", "pages"),
    )
    list_filter = (criteria(RequestCriteria),)
    list_select_related = ("organ__city", "round__edition", "outcome")
    search_fields = ("organ__name", "organ__city__name", "=organ__city__adcode", "number")

    @admin.display(description=_("questions"), ordering="part")
    def asked(self, row: InfoRequest) -> str:
        return part_words(row.part)

    @admin.display(description=_("pages"))
    def pages(self, row: InfoRequest) -> str:
        place = (row.round.edition.code, row.organ.city.adcode)
        return page_links(
            (reverse("city", args=place), gettext("City")),
            (reverse("reply-new", args=place), gettext("Log a reply")),
        )


class OutcomeInline(ReadOnlyInline):
    """The letters that a reply answers; changed on the reply's page."""

    model = LetterOutcome
    fields = ("request", "outcome")


@admin.register(Reply)
class ReplyAdmin(GrowingAdmin):
    sees = Action.SEE_ANSWERS
    list_display = ("city", "organ", "received_on", "said", "number", "logged_by", "pages")
    list_filter = (criteria(ReplyCriteria),)
    list_select_related = (
        "city",
        "organ",
        "round__edition",
        "logged_by",
    )
    inlines = (OutcomeInline,)
    search_fields = (
        "organ__name",
        "city__name",
        "=city__adcode",
        "number",
    )
    ordering = ("-received_on", "-pk")

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An official's particulars are for those who log letters."""
        return () if can(request.user, Action.LOG_REPLY) else ("contact",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reply]:
        rows: QuerySet[Reply] = super().get_queryset(request)
        return rows.prefetch_related(OUTCOMES)

    @admin.display(description=_("outcome"))
    def said(self, row: Reply) -> str:
        return "; ".join(dict.fromkeys(one.outcome.name for one in row.outcomes.all()))

    @admin.display(description=_("pages"))
    def pages(self, row: Reply) -> str:
        place = (row.round.edition.code, row.city.adcode)
        return page_links(
            (reverse("reply-edit", args=[row.pk]), gettext("Reply")),
            (reverse("code", args=place), gettext("Coding")),
            (reverse("city", args=place), gettext("City")),
        )


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ("digest", "media_type", "size", "stored_at")
    list_filter = ("media_type",)
    search_fields = ("^sha256",)
    exclude = ("sha256",)
    readonly_fields = ("digest",)

    @admin.display(description=_("SHA-256 digest"), ordering="sha256")
    def digest(self, row: StoredFile) -> str:
        return row.sha256


@admin.register(Evidence)
class EvidenceAdmin(GrowingAdmin):
    list_display = ("name", "city", "edition", "kind", "personal", "added_by", "added_at", "file_")
    list_filter = ("edition", "kind", "personal")
    list_select_related = ("city", "edition", "added_by", "file")
    search_fields = ("name", "city__name", "=city__adcode", "^file__sha256")
    action_form = ReasonForm
    actions = ("mark_personal", "unmark_personal")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return visible_evidence(request.user)

    @admin.display(description=_("file"))
    def file_(self, row: Evidence) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("evidence", args=[row.pk]), gettext("Download")
        )

    @admin.action(description=_("Mark as personal data (give a reason)"), permissions=["manage"])
    def mark_personal(
        self, request: HttpRequest, queryset: QuerySet[Evidence]
    ) -> HttpResponse | None:
        return self._mark(request, queryset, personal=True)

    @admin.action(description=_("Open again (give a reason)"), permissions=["manage"])
    def unmark_personal(
        self, request: HttpRequest, queryset: QuerySet[Evidence]
    ) -> HttpResponse | None:
        return self._mark(request, queryset, personal=False)

    def _mark(
        self, request: HttpRequest, queryset: QuerySet[Evidence], *, personal: bool
    ) -> HttpResponse | None:
        rows = queryset.select_related("edition", "city")
        asked = reason_page(self, request, rows)
        if asked is None:
            person, reason = person_of(request), reason_of(request)
            self.apply_each(
                request,
                rows,
                lambda row: evidence_mark_personal(
                    actor=person, evidence=row, personal=personal, reason=reason
                ),
                gettext("Changed: %(count)d"),
            )
        return asked
