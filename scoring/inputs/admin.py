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
from scoring.inputs.selectors import value_in_force, values_replaced
from scoring.inputs.services.batch_decision import batch_sign_off
from scoring.inputs.services.value import value_restore, value_set, value_withdraw
from scoring.models import ImportBatch, IndicatorValue
from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.growing import GrowingAdmin
from surveys.admin_pages.reasoned import MOST_NAMED, ReasonForm, reason_of, reason_page
from surveys.errors import ChangedMeanwhile, Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import person_of
from surveys.numbers import number_text, whole_number
from surveys.permissions import Action, can
from surveys.seen import seen_word


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
        cell = form.cell()
        present, status = value_in_force(**cell) if cell else None, 422 if form.is_bound else 200
        if request.method == "POST" and form.is_valid():
            try:
                _check_seen(request, present)
                row = value_set(
                    actor=person_of(request), today=timezone.localdate(), **form.cleaned_data
                )
            except Refused as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                return self._added(request, row)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Add a value"),
            "opts": self.opts,
            "form": form,
            "chosen": cell,
            "present": present,
            "present_word": _word(present),
        }
        return render(request, "scoring/inputs/value_add.html", context, status=status)

    def _added(self, request: HttpRequest, row: IndicatorValue) -> HttpResponse:
        """The list of the cell, and what was done."""
        text = gettext("%(city)s, %(indicator)s: %(value)s is approved now.")
        self.message_user(request, text % _named(row), messages.SUCCESS)
        cell = {"city": row.city.adcode, "indicator": row.indicator.code}
        query = urlencode({"edition": row.edition.code, **cell})
        return redirect(f"{reverse('admin:scoring_indicatorvalue_changelist')}?{query}")

    @admin.action(description=_("Withdraw (give a reason)"), permissions=["sign_off"])
    def withdraw(
        self, request: HttpRequest, queryset: QuerySet[IndicatorValue]
    ) -> HttpResponse | None:
        """Asks by a page of its own where a value had replaced another: that one may come back."""
        rows = list(queryset.select_related("edition", "city", "indicator"))
        before = values_replaced(rows[:MOST_NAMED])
        ticked = {whole_number(key) or 0 for key in request.POST.getlist("restore")}
        changed = not ticked <= {row.pk for row in before.values()}
        cells = [(row, before.get(row.pk)) for row in rows[:MOST_NAMED]]
        context = {"cells": cells, "ticked": ticked, "changed": changed}
        looked = "looked" in request.POST and not changed
        template = "scoring/inputs/value_withdraw.html"
        asked = reason_page(
            self,
            request,
            queryset,
            template=template,
            context=context,
            again=bool(before) and not looked,
        )
        if asked is None:
            back = {key: row for key, row in before.items() if row.pk in ticked}
            self._withdraw(request, rows, back)
        return asked

    def _withdraw(
        self, request: HttpRequest, rows: list[IndicatorValue], back: dict[int, IndicatorValue]
    ) -> None:
        """`back` has, by the key of a row, what comes back in its place."""
        person, reason = person_of(request), reason_of(request)
        self.apply_each(
            request,
            [row for row in rows if row.pk not in back],
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
        self.apply_each(
            request,
            [row for row in rows if row.pk in back],
            lambda row: value_restore(actor=person, shown=row, earlier=back[row.pk], reason=reason),
            gettext("Withdrawn, and the earlier value counts again: %(count)d"),
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


def _word(present: IndicatorValue | None) -> str:
    return seen_word(present) if present else ""


def _check_seen(request: HttpRequest, present: IndicatorValue | None) -> None:
    if request.POST.get("seen", "") != _word(present):
        text = gettext(
            "The form did not show what stands in this cell now: look at it, then add again."
        )
        raise ChangedMeanwhile(text)
