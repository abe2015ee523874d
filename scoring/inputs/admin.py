from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.inputs.filters import ValueCriteria
from scoring.inputs.forms import ValueForm
from scoring.inputs.services.batch_decision import batch_sign_off
from scoring.inputs.services.value import value_set, value_withdraw
from scoring.models import ImportBatch, IndicatorValue
from surveys.admin_pages.base import ReadOnlyAdmin, ReasonForm, page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.growing import GrowingAdmin
from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import person_of
from surveys.numbers import number_text
from surveys.permissions import Action, can


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    sees = Action.IMPORT_VALUES
    list_display = (
        "name",
        "edition",
        "state",
        "good_values",
        "refused_values",
        "uploaded_by",
        "uploaded_at",
        "pages",
    )
    list_filter = ("edition", "state")
    list_select_related = ("edition", "uploaded_by")
    search_fields = ("name",)
    exclude = ("report",)
    actions = ("sign_off",)

    @admin.display(description=_("pages"))
    def pages(self, row: ImportBatch) -> str:
        batch = reverse("values-batch", args=[row.edition.code, row.pk])
        return page_links((batch, gettext("Report and sign-off")))

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
    """A value is added and withdrawn by its services, with a reason; none is edited."""

    sees = Action.SEE_RESULTS
    list_display = (
        *("city", "indicator", "measured", "current", "approved"),
        *("pages", "entered_at", "batch", "reason"),
    )
    list_filter = (criteria(ValueCriteria),)
    list_select_related = ("city", "indicator", "edition", "batch__edition")
    search_fields = ("=city__adcode", "city__name", "=indicator__code", "source")
    action_form = ReasonForm
    actions = ("withdraw",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndicatorValue]:
        """What was submitted and not signed off tells of the provisional basis."""
        rows: QuerySet[IndicatorValue] = super().get_queryset(request)
        seen = can(request.user, Action.SEE_PROVISIONAL)
        return rows if seen else rows.filter(approved=True)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.SIGN_OFF)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Our own form, by the service; its first answers may stand in the address."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ValueForm(request.POST or None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                row = value_set(
                    actor=person_of(request), today=timezone.localdate(), **form.cleaned_data
                )
            except Refused as refusal:
                show_refusal(form, refusal)
            else:
                text = gettext("%(city)s, %(indicator)s: %(value)s is approved now.")
                self.message_user(request, text % _named(row), messages.SUCCESS)
                cell = {"city": row.city.adcode, "indicator": row.indicator.code}
                query = urlencode({"edition": row.edition.code, **cell})
                return redirect(f"{reverse('admin:scoring_indicatorvalue_changelist')}?{query}")
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts}
        status = 422 if form.is_bound else 200
        context["title"] = gettext("Add a value")
        return render(request, "scoring/inputs/value_add.html", context, status=status)

    @admin.action(description=_("Withdraw (give a reason)"), permissions=["sign_off"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[IndicatorValue]) -> None:
        person, reason = person_of(request), request.POST.get("reason", "")
        self.apply_each(
            request,
            queryset.select_related("edition", "city", "indicator"),
            lambda row: value_withdraw(
                actor=person,
                edition=row.edition,
                city=row.city,
                indicator=row.indicator,
                reason=reason,
                shown=row,
            ),
            gettext("Withdrawn: %(count)d. The cell is empty until another value is stored."),
        )

    @admin.display(description=_("value"), ordering="value")
    def measured(self, row: IndicatorValue) -> str:
        return f"{number_text(row.value)} {row.indicator.unit_label}".strip()

    @admin.display(description=_("pages"))
    def pages(self, row: IndicatorValue) -> str:
        edition, city = row.edition.code, row.city.adcode
        cell = urlencode({"edition": edition, "city": city, "indicator": row.indicator.code})
        add = f"{reverse('admin:scoring_indicatorvalue_add')}?{cell}"
        values = (
            reverse("values-batch", args=[edition, row.batch_id])
            if row.batch_id
            else reverse("values", args=[edition])
        )
        return page_links(
            (add, gettext("Another value")),
            (values, gettext("Indicator values")),
            (reverse("city", args=[edition, city]), gettext("City")),
        )


def _named(row: IndicatorValue) -> dict[str, str]:
    return {
        "city": row.city.label,
        "indicator": str(row.indicator),
        "value": f"{number_text(row.value)} {row.indicator.unit_label}".strip(),
    }
