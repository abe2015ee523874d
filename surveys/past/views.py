"""Bringing in a round that was kept elsewhere: upload, report, decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import RoundImport
from surveys.paging import page_of
from surveys.past.faults import FAULTS, NOTES
from surveys.past.forms import PastForm
from surveys.past.services.round_import import (
    round_import_ask,
    round_import_discard,
    round_import_upload,
)
from surveys.past.template import past_template
from surveys.permissions import Action
from surveys.seen import seen_check
from surveys.sheets.columns import page_cells
from surveys.sheets.report import (
    REFUSAL_COLUMNS,
    TableReport,
    refusal_table,
    refused_matching,
)
from surveys.sheets.writers import CSV_TYPE, XLSX_TYPE, csv_bytes

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_EDITION)
def past_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What was brought in so far, and the upload that is checked before anything is stored."""
    row = edition_of(edition)
    form = PastForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = round_import_upload(
                actor=person_of(request),
                edition=row,
                document=form.cleaned_data["workbook"],
                parts=form.cleaned_data["files"],
            )
        except Refused as refusal:
            form.add_error("files" if refusal.field == "files" else "workbook", refusal.message)
        else:
            return redirect("past-batch", row.code, batch.pk)
    batches = row.round_imports.defer("report").select_related("brought_by")
    context = {
        "edition": row,
        "form": form,
        "page": page_of(request, batches, PER_PAGE),
        "is_open": not (row.frozen or row.ranks_only),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/past/past.html", context, status=status)


@require_safe
@guarded(Action.MANAGE_EDITION)
def past_batch(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return _batch_page(request, _batch(edition, pk))


@require_safe
@guarded(Action.MANAGE_EDITION)
def past_state(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """How far a worker is; reloads the page once it is done."""
    batch = _batch(edition, pk)
    if not batch.is_working:
        return HttpResponseClientRefresh()
    context = {"batch": batch, "edition": batch.edition}
    return render(request, "surveys/past/past_batch.html#progress", context)


@require_POST
@guarded(Action.MANAGE_EDITION)
def past_store(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Has a checked round stored: all of it, or with `partial` the right rows."""
    batch = _batch(edition, pk)
    try:
        seen_check(batch, request.POST.get("seen", ""))
        partial = "partial" in request.POST
        round_import_ask(actor=person_of(request), batch=batch, partial=partial)
    except Refused as refusal:
        return _batch_page(request, _batch(edition, pk), refusal)
    return redirect("past-batch", edition, pk)


@require_POST
@guarded(Action.MANAGE_EDITION)
def past_discard(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    batch = _batch(edition, pk)
    try:
        seen_check(batch, request.POST.get("seen", ""))
        round_import_discard(actor=person_of(request), batch=batch)
    except Refused as refusal:
        return _batch_page(request, _batch(edition, pk), refusal)
    messages.success(request, _("The round %(name)s is discarded.") % {"name": batch.name})
    return redirect("past", edition)


@require_safe
@guarded(Action.MANAGE_EDITION)
def past_errors(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The refused places as CSV, to correct them beside the original."""
    batch = _batch(edition, pk)
    content = csv_bytes(refusal_table(_report(batch).refused))
    return _file(f"{batch.edition.code}-round-{pk}-refused.csv", CSV_TYPE, content)


@require_safe
@guarded(Action.MANAGE_EDITION)
def past_template_file(request: HttpRequest, edition: str) -> HttpResponse:
    return _file(f"{edition_of(edition).code}-round-template.xlsx", XLSX_TYPE, past_template())


def _file(name: str, media_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _batch(edition: str, pk: int) -> RoundImport:
    batches = RoundImport.objects.select_related("edition", "workbook", "brought_by")
    return get_object_or_404(batches, pk=pk, edition__code=edition)


def _report(batch: RoundImport) -> TableReport:
    return TableReport.from_json(batch.report, FAULTS, NOTES)


def _batch_page(
    request: HttpRequest, batch: RoundImport, refusal: Refused | None = None
) -> HttpResponse:
    """What the check found, with what can be done now; 422 or 409 where that was refused."""
    report = _report(batch)
    fault, text = request.GET.get("reason", ""), request.GET.get("q", "")
    page = page_of(request, refused_matching(report.refused, fault=fault, text=text), PER_PAGE)
    is_open = not (batch.edition.frozen or batch.edition.ranks_only)
    checked = batch.state == RoundImport.State.CHECKED
    right = bool(batch.report.get("right")) and not batch.refusal
    context = {
        "edition": batch.edition,
        "batch": batch,
        "counts": _counts(batch),
        "refusals": batch.report.get("refusals", 0),
        "report": report,
        "refusal": refusal.message if refusal else batch.refusal,
        "listed": {
            "report": report,
            "reason": fault,
            "q": text,
            "columns": REFUSAL_COLUMNS,
            "page": page,
            "refused": [page_cells(REFUSAL_COLUMNS, item) for item in page],
        },
        "may_store": is_open and checked and right,
        "may_discard": is_open and (checked or batch.state == RoundImport.State.CHECKING),
    }
    status = refusal.status if refusal else 200
    return render(request, "surveys/past/past_batch.html", context, status=status)


def _counts(batch: RoundImport) -> list[tuple[str, dict[str, int]]]:
    """By what was read, in words."""
    words = {
        "letters": _("letters"),
        "replies": _("replies"),
        "answers": _("answers"),
        "files": _("files"),
    }
    return [(words[name], batch.counts[name]) for name in words if name in batch.counts]
