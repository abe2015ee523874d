from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.inputs.services.batch_decision import batch_sign_off
from scoring.models import ImportBatch, IndicatorValue
from surveys.admin_pages.base import ReadOnlyAdmin
from surveys.admin_pages.growing import GrowingAdmin
from surveys.guards import person_of


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "edition",
        "state",
        "good_values",
        "refused_values",
        "uploaded_by",
        "uploaded_at",
    )
    list_filter = ("edition", "state")
    list_select_related = ("edition", "uploaded_by")
    search_fields = ("name",)
    exclude = ("report",)
    actions = ("sign_off",)

    @admin.action(description=_("Sign off"), permissions=["sign_off"])
    def sign_off(self, request: HttpRequest, queryset: QuerySet[ImportBatch]) -> None:
        self.apply_each(
            request,
            queryset.select_related("edition"),
            lambda row: batch_sign_off(actor=person_of(request), batch=row),
            gettext("Signed off: %(count)d"),
        )


@admin.register(IndicatorValue)
class IndicatorValueAdmin(GrowingAdmin):
    list_display = ("city", "indicator", "value", "current", "approved", "batch", "entered_at")
    list_filter = ("edition", "current", "approved", "indicator__domain")
    list_select_related = ("city", "indicator", "batch__edition")
    search_fields = ("=city__adcode", "city__name", "=indicator__code")
