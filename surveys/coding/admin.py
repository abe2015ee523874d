from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyInline, page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.filters import FarEditionFilter, FarFilter
from surveys.admin_pages.growing import GrowingAdmin
from surveys.coding.filters import AnswerCriteria
from surveys.coding.services.review import review_decide
from surveys.guards import person_of
from surveys.models import (
    Answer,
    Citation,
    Code,
    ReviewDecision,
    SearchRecord,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
)
from surveys.permissions import (
    visible_answers,
    visible_codes,
    visible_decisions,
    visible_submissions,
)


@admin.display(description=_("answer"))
def value(row: Code | Submission | Answer) -> str:
    return row.value_display


class CitationInline(ReadOnlyInline):
    model = Citation


class SearchRecordInline(ReadOnlyInline):
    model = SearchRecord


@admin.register(Code)
class CodeAdmin(GrowingAdmin):
    list_display = ("city", "question", value, "coder", "state", "edition", "saved_at")
    list_filter = ("edition", "state", "question", "coder")
    list_select_related = ("city", "question", "coder", "edition")
    search_fields = ("city__name", "=city__adcode", "detail")
    inlines = (CitationInline, SearchRecordInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Code]:
        return visible_codes(request.user)


class SubmissionCitationInline(ReadOnlyInline):
    model = SubmissionCitation


class SubmissionSearchInline(ReadOnlyInline):
    model = SubmissionSearch


@admin.register(Submission)
class SubmissionAdmin(GrowingAdmin):
    list_display = ("city", "question", value, "coder", "sequence", "edition", "sent_at")
    list_filter = ("edition", ("code__question", FarFilter), ("code__coder", FarFilter))
    list_select_related = ("edition", "code__city", "code__question", "code__coder")
    search_fields = ("code__city__name", "=code__city__adcode", "detail")
    # Not its code: that one's name tells what its coder is typing meanwhile.
    fields = (
        *("city", "question", "choice", "number", "detail", "note"),
        *("coder", "sequence", "edition", "sent_at", "question_hash"),
        "codebook_number",
    )
    inlines = (SubmissionCitationInline, SubmissionSearchInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return visible_submissions(request.user)

    @admin.display(description=_("city"), ordering="code__city__adcode")
    def city(self, row: Submission) -> str:
        return str(row.code.city)

    @admin.display(description=_("question"), ordering="code__question__position")
    def question(self, row: Submission) -> str:
        return str(row.code.question)

    @admin.display(description=_("coder"), ordering="code__coder")
    def coder(self, row: Submission) -> str:
        return str(row.coder)


class DecisionInline(ReadOnlyInline):
    model = ReviewDecision


@admin.register(Answer)
class AnswerAdmin(GrowingAdmin):
    list_display = ("city", "question", value, "state", "edition", "coder", "pages")
    list_filter = (criteria(AnswerCriteria),)
    list_select_related = ("city", "question", "edition", "submission__code__coder")
    search_fields = ("city__name", "=city__adcode")
    inlines = (DecisionInline,)
    actions = ("approve",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        return visible_answers(request.user)

    @admin.display(description=_("coder"), ordering="submission__code__coder")
    def coder(self, row: Answer) -> str:
        return str(row.submission.coder)

    @admin.display(description=_("pages"))
    def pages(self, row: Answer) -> str:
        city = reverse("city", args=[row.edition.code, row.city.adcode])
        review = reverse("answer", args=[row.pk])
        return page_links((review, gettext("Evidence and verdict")), (city, gettext("City")))

    @admin.action(description=_("Approve the selected answers"), permissions=["review"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Answer]) -> None:
        """The service turns away what is decided, own or of a closed edition, row by row."""
        person = person_of(request)
        self.apply_each(
            request,
            queryset.select_related("edition", "city", "question", "submission"),
            lambda row: review_decide(
                actor=person,
                answer=row,
                verdict=ReviewDecision.Verdict.APPROVED,
                revision=row.revision,
            ),
            gettext("Approved: %(count)d"),
        )


@admin.register(ReviewDecision)
class ReviewDecisionAdmin(GrowingAdmin):
    list_display = (
        "answer",
        "revision",
        "verdict",
        "reviewer",
        "reason",
        "decided_at",
        "undone_at",
    )
    list_filter = (("answer__edition", FarEditionFilter), "verdict", "reviewer")
    list_select_related = ("answer__city", "answer__question", "answer__edition", "reviewer")
    search_fields = ("answer__city__name", "=answer__city__adcode", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewDecision]:
        return visible_decisions(request.user)
