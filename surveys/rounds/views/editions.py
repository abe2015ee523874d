from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import ChangedMeanwhile, Refused
from surveys.forms.refusal import first_error, show_refusal
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Edition, Round
from surveys.numbers import whole_number
from surveys.paging import page_of
from surveys.permissions import Action, within_reach
from surveys.reasons import REASON_LENGTH
from surveys.rounds.forms.edition import FreezeForm, LateForm, RoundForm
from surveys.rounds.progress import progress_by_province
from surveys.rounds.selectors import round_progress
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.round import round_close, round_count_late, round_open
from surveys.seen import seen_check


@require_safe
@guarded(Action.SEE_RESULTS)
def edition_list(request: HttpRequest) -> HttpResponse:
    rows = within_reach(request.user, Edition.objects.prefetch_related("rounds"), "")
    page = page_of(request, rows)
    return render(request, "surveys/rounds/editions.html", {"page": page})


@require_safe
@guarded(Action.SEE_RESULTS)
def edition_page(request: HttpRequest, edition: str) -> HttpResponse:
    return _edition_page(request, edition_of(edition))


@require_POST
@guarded(Action.MANAGE_EDITION)
def freeze(request: HttpRequest, edition: str) -> HttpResponse:
    row = edition_of(edition)
    form = FreezeForm(request.POST)
    if form.is_valid():
        try:
            seen_check(row, request.POST.get("seen", ""))
            edition_freeze(actor=person_of(request), edition=row, **form.cleaned_data)
        except ChangedMeanwhile as refusal:
            return _edition_page(request, edition_of(edition), refusal=refusal)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Edition %(code)s is frozen.") % {"code": row.code})
            return redirect("edition", row.code)
    return _edition_page(request, row, freeze_form=form)


@require_POST
@guarded(Action.MANAGE_EDITION)
def round_new(request: HttpRequest, edition: str) -> HttpResponse:
    row = edition_of(edition)
    form = RoundForm(request.POST, before=_newest_round(row))
    if form.is_valid():
        try:
            round_open(
                actor=person_of(request),
                edition=row,
                number=_next_round(request),
                **form.cleaned_data,
            )
        except ChangedMeanwhile as refusal:
            return _edition_page(request, row, refusal=refusal)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The next round is open."))
            return redirect("edition", row.code)
    return _edition_page(request, row, round_form=form)


@require_POST
@guarded(Action.MANAGE_EDITION)
def round_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Round.objects.select_related("edition"), pk=pk)
    try:
        seen_check(row, request.POST.get("seen", ""))
        round_close(actor=person_of(request), survey_round=row, today=timezone.localdate())
    except Refused as refusal:
        return _edition_page(request, row.edition, refusal=refusal)
    messages.success(request, _("The round is closed: silence now counts as an answer."))
    return redirect("edition", row.edition.code)


@require_POST
@guarded(Action.MANAGE_EDITION)
def round_late(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets whether the round counts replies after its cut-off."""
    row = get_object_or_404(Round.objects.select_related("edition"), pk=pk)
    form = LateForm(request.POST)
    if form.is_valid():
        try:
            seen_check(row, request.POST.get("seen", ""))
            round_count_late(actor=person_of(request), survey_round=row, **form.cleaned_data)
        except Refused as refusal:
            return _edition_page(request, row.edition, refusal=refusal)
        if row.counts_late:
            messages.success(request, _("Late replies count now."))
        else:
            messages.success(request, _("Late replies count no longer."))
        return redirect("edition", row.edition.code)
    return _edition_page(request, row.edition, refusal=Refused(first_error(form)))


def _newest_round(edition: Edition) -> Round | None:
    return edition.rounds.order_by("number").last()


def _next_round(request: HttpRequest) -> int:
    """The number that the form's page had for the next round; 0 where it says none."""
    return whole_number(request.POST.get("number", "")) or 0


def _edition_page(
    request: HttpRequest,
    edition: Edition,
    *,
    freeze_form: forms.Form | None = None,
    round_form: forms.Form | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The state of the round; 422 where one of its forms was refused, 409 where something
    had changed since it was shown."""
    refused = bool(refusal or freeze_form or round_form)
    context: dict[str, Any] = {
        "edition": edition,
        "freeze_form": freeze_form or FreezeForm(),
        "refusal": refusal.message if refusal else "",
        "reason_length": REASON_LENGTH,
        "today": timezone.localdate(),
    }
    if not edition.ranks_only:
        rounds = list(edition.rounds.order_by("number"))
        context["rounds"] = rounds
        context["round_form"] = round_form or RoundForm(before=rounds[-1] if rounds else None)
        context["progress"] = round_progress(edition)
        context["provinces"] = progress_by_province(edition)
    status = refusal.status if refusal else 422 if refused else 200
    return render(request, "surveys/rounds/edition.html", context, status=status)
