from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from scoring.editions.forms import CorrectionForm, EditionForm, RemovalForm
from scoring.editions.selectors import has_results, held_rows
from scoring.editions.services import edition_begin, edition_correct, edition_remove
from scoring.runs.inputs import method_of
from surveys.errors import ChangedMeanwhile, Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.permissions import Action
from surveys.seen import seen_check


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.OPEN_EDITION)
def edition_new(request: HttpRequest) -> HttpResponse:
    """Opens an edition with its first round and the method of another."""
    person = person_of(request)
    form = EditionForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = edition_begin(actor=person, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            text = _("Edition %(code)s is open; it is computed by the method %(method)s.")
            words = {"code": edition.code, "method": method_of(edition)}
            messages.success(request, text % words)
            return redirect("edition", edition.code)
    status = 422 if form.errors else 200
    return render(request, "scoring/editions/edition_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_EDITION)
def edition_change(request: HttpRequest, edition: str) -> HttpResponse:
    """Title, year and cut-off put right; beside it the way to remove an empty edition."""
    row = edition_of(edition)
    if request.method != "POST":
        return _change_page(request, row)
    form = CorrectionForm(row, row.rounds.last(), request.POST)
    if form.is_valid():
        try:
            seen_check(row, request.POST.get("seen", ""))
            given = {"cutoff": None, **form.cleaned_data}
            edition_correct(actor=person_of(request), edition=row, **given)
        except ChangedMeanwhile as refusal:
            return _change_page(request, edition_of(edition), refusal=refusal)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Edition %(code)s is corrected.") % {"code": row.code})
            return redirect("edition", row.code)
    return _change_page(request, row, form=form)


@require_POST
@guarded(Action.MANAGE_EDITION)
def edition_gone(request: HttpRequest, edition: str) -> HttpResponse:
    """Removes an empty edition."""
    row = edition_of(edition)
    form = RemovalForm(request.POST, auto_id="remove_%s")
    if form.is_valid():
        try:
            seen_check(row, request.POST.get("seen", ""))
            edition_remove(actor=person_of(request), edition=row, **form.cleaned_data)
        except ChangedMeanwhile as refusal:
            return _change_page(request, edition_of(edition), refusal=refusal)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Edition %(code)s is removed.") % {"code": row.code})
            return redirect("editions")
    return _change_page(request, row, removal=form)


def _change_page(
    request: HttpRequest,
    edition: Edition,
    *,
    form: CorrectionForm | None = None,
    removal: RemovalForm | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "edition": edition,
        "closed": edition.frozen or edition.ranks_only,
        "has_results": has_results(edition),
        "held": held_rows(edition),
        "form": form or CorrectionForm(edition, edition.rounds.last()),
        "removal": removal or RemovalForm(auto_id="remove_%s"),
        "refusal": refusal.message if refusal else "",
    }
    status = refusal.status if refusal else 422 if form or removal else 200
    return render(request, "scoring/editions/edition_change.html", context, status=status)
