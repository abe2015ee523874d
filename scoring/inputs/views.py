from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.export.download import download
from scoring.export.file import Export, csv_export, file_name
from scoring.inputs.batch.batch_sense import sign_off_findings
from scoring.inputs.batch.fates import fates_table
from scoring.inputs.batch.report import BatchReport, ChangeLine
from scoring.inputs.forms import ValuesForm
from scoring.inputs.services.batch import (
    batch_fates,
    batch_sheets,
    batch_store_checked,
    batch_upload,
)
from scoring.inputs.services.batch_decision import batch_discard, batch_sign_off
from scoring.inputs.template import template_workbook, values_held
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import City, Edition
from surveys.paging import page_of
from surveys.permissions import Action, can, can_on
from surveys.seen import seen_check
from surveys.sheets.columns import page_cells
from surveys.sheets.marked import marked_workbook
from surveys.sheets.report import REFUSAL_COLUMNS, refusal_table, refused_matching
from surveys.sheets.writers import XLSX_TYPE

PER_PAGE = 50
KEPT = (ImportBatch.State.STORED, ImportBatch.State.SIGNED_OFF)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.IMPORT_VALUES)
def values_page(request: HttpRequest, edition: str) -> HttpResponse:
    """The edition's batches, and the upload that checks a spreadsheet without storing it."""
    row = edition_of(edition)
    form = ValuesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = batch_upload(
                actor=person_of(request),
                edition=row,
                document=form.cleaned_data["file"],
                today=timezone.localdate(),
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("values-batch", row.code, batch.pk)
    context = {
        "edition": row,
        "form": form,
        "page": page_of(request, _asked(request, row), PER_PAGE),
        "narrowed": request.GET.get("state") in ImportBatch.State.values,
        "may_import": can(request.user, Action.IMPORT_VALUES, row),
    }
    return render(
        request, "scoring/inputs/values.html", context, status=422 if form.errors else 200
    )


def _asked(request: HttpRequest, edition: Edition) -> QuerySet[ImportBatch]:
    """The edition's batches, or those of one state, of everybody or of this person."""
    rows = ImportBatch.objects.filter(edition=edition).defer("report")
    rows = rows.select_related("uploaded_by", "signed_off_by")
    if request.GET.get("state") in ImportBatch.State.values:
        rows = rows.filter(state=request.GET["state"])
    return rows.filter(uploaded_by=person_of(request)) if request.GET.get("mine") else rows


@require_safe
@guarded(Action.IMPORT_VALUES)
def values_batch(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return _batch_page(request, _batch(edition, pk))


@require_safe
@guarded(Action.IMPORT_VALUES)
def values_errors(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The refused places of a batch as CSV, to correct them beside the original."""
    batch = _batch(edition, pk)
    table = refusal_table(BatchReport.of(batch).refused)
    return download(
        csv_export(file_name(batch.edition, str(pk), "refused", extension="csv"), table)
    )


@require_safe
@guarded(Action.IMPORT_VALUES)
def values_marked(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The table as it was read, the refused cells marked with their reasons, to mend and send
    again."""
    batch = _batch(edition, pk)
    try:
        sheets = batch_sheets(batch=batch)
    except Refused as refusal:
        return _batch_page(request, batch, refusal)
    refused = BatchReport.of(batch).refused
    content = marked_workbook(sheets, refused, created=batch.uploaded_at)
    name = file_name(batch.edition, str(pk), "refused", extension="xlsx")
    return download(Export(name, XLSX_TYPE, content))


@require_safe
@guarded(Action.IMPORT_VALUES)
def values_fates(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Every value of a checked batch with what would become of it, as CSV."""
    batch = _batch(edition, pk)
    try:
        checked = batch_fates(batch=batch, today=timezone.localdate())
    except Refused as refusal:
        return _batch_page(request, batch, refusal)
    name = file_name(batch.edition, str(pk), "values", extension="csv")
    return download(csv_export(name, fates_table(checked)))


@require_POST
@guarded(Action.IMPORT_VALUES)
def values_store(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Stores a checked batch: all of it, or with `partial` its good values."""
    batch = _batch(edition, pk)
    _require_own(request, batch)
    try:
        seen_check(batch, request.POST.get("seen", ""))
        batch = batch_store_checked(
            actor=person_of(request),
            batch=batch,
            partial="partial" in request.POST,
            today=timezone.localdate(),
            confirmed="confirmed" in request.POST,
        )
    except Refused as refusal:
        return _batch_page(request, _batch(edition, pk), refusal)
    count = batch.good_values
    text = ngettext("%(count)d value is stored.", "%(count)d values are stored.", count)
    messages.success(request, text % {"count": count})
    return redirect("values-batch", edition, pk)


@require_POST
@guarded(Action.SIGN_OFF)
def values_sign_off(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    batch = _batch(edition, pk)
    try:
        seen_check(batch, request.POST.get("seen", ""))
        confirmed = "confirmed" in request.POST
        result = batch_sign_off(actor=person_of(request), batch=batch, confirmed=confirmed)
    except Refused as refusal:
        return _batch_page(request, _batch(edition, pk), refusal)
    text = _("Signed off: %(approved)d values are approved now.")
    if result.passed_over:
        text = _(
            "Signed off: %(approved)d values are approved now, %(passed)d were replaced before."
        )
    words = {"approved": result.approved, "passed": result.passed_over}
    messages.success(request, text % words)
    return redirect("values-batch", edition, pk)


@require_POST
@guarded(Action.IMPORT_VALUES)
def values_discard(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """For whoever uploaded the batch and for those who sign off."""
    batch = _batch(edition, pk)
    _require_own(request, batch)
    try:
        seen_check(batch, request.POST.get("seen", ""))
        batch_discard(actor=person_of(request), batch=batch)
    except Refused as refusal:
        return _batch_page(request, _batch(edition, pk), refusal)
    messages.success(request, _("The batch %(name)s is discarded.") % {"name": batch.name})
    return redirect("values", edition)


@require_safe
@guarded(Action.IMPORT_VALUES)
def values_template(request: HttpRequest, edition: str) -> HttpResponse:
    """The workbook to fill in: indicators whose values do not come from coded answers; with
    `filled` the stored values stand in it, to be changed and brought back."""
    row = edition_of(edition)
    indicators = [item for item in Indicator.objects.all() if not item.is_coded]
    held = values_held(row) if "filled" in request.GET else {}
    content = template_workbook(City.objects.all(), indicators, held)
    part = "values" if held else "values-template"
    name = file_name(row, part, extension="xlsx")
    return download(Export(name, XLSX_TYPE, content))


def _batch(edition: str, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.select_related("edition", "file", "uploaded_by", "signed_off_by")
    return get_object_or_404(batches, pk=pk, edition__code=edition)


def _batch_page(
    request: HttpRequest, batch: ImportBatch, refusal: Refused | None = None
) -> HttpResponse:
    """The report of a batch with what can be done now; 422 where that was refused, 409 where
    the batch was not as its page had shown it."""
    report = BatchReport.of(batch)
    fault, text = request.GET.get("reason", ""), request.GET.get("q", "")
    refused = refused_matching(report.refused, fault=fault, text=text)
    page = page_of(request, refused, PER_PAGE)
    open_edition = can(request.user, Action.IMPORT_VALUES, batch.edition)
    states = ImportBatch.State
    may_sign_off = (
        can(request.user, Action.SIGN_OFF, batch.edition) and batch.state == states.STORED
    )
    context: dict[str, Any] = {
        "edition": batch.edition,
        "batch": batch,
        "findings": sign_off_findings(batch) if may_sign_off else None,
        "stored": _stored_page(request, batch) if batch.state in KEPT else None,
        "report": report,
        "changes": _named(report),
        "refusal": refusal.message if refusal else "",
        "listed": {
            "report": report,
            "reason": fault,
            "q": text,
            "columns": REFUSAL_COLUMNS,
            "page": page,
            "refused": [page_cells(REFUSAL_COLUMNS, item) for item in page],
        },
        "may_store": open_edition and _is_own(request, batch) and batch.state == states.CHECKED,
        "may_sign_off": may_sign_off,
        "may_discard": open_edition
        and _is_own(request, batch)
        and batch.state in (states.CHECKED, states.STORED),
    }
    status = refusal.status if refusal else 200
    return render(request, "scoring/inputs/values_batch.html", context, status=status)


def _require_own(request: HttpRequest, batch: ImportBatch) -> None:
    if not _is_own(request, batch):
        raise PermissionDenied(_("Only its uploader or a manager can decide on a batch."))


def _is_own(request: HttpRequest, batch: ImportBatch) -> bool:
    return can_on(
        request.user, batch.uploaded_by_id, own=Action.IMPORT_VALUES, others=Action.SIGN_OFF
    )


def _named(report: BatchReport) -> list[tuple[ChangeLine, Indicator | None]]:
    """The preview's lines with their indicators, for the name and the unit."""
    indicators = Indicator.objects.in_bulk(field_name="code")
    return [(line, indicators.get(line.indicator)) for line in report.changes]


def _stored_page(request: HttpRequest, batch: ImportBatch) -> Page[IndicatorValue]:
    """Of the rows that the batch wrote, in the order of the file's cities."""
    rows = batch.values.select_related("city", "indicator")
    ordered = rows.order_by("city__adcode", "indicator__position")
    return page_of(request, ordered, PER_PAGE, "rows")
