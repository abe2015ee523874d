"""Correcting or withdrawing a reply that was logged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.models import Reply
from surveys.permissions import Action, visible_evidence
from surveys.rounds.forms.letters import said_initial
from surveys.rounds.forms.reply import ReplyChangeForm, WithdrawForm
from surveys.rounds.said import said_by
from surveys.rounds.selectors import letters_of_city
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.views.replies import tell_late

FACTS = ("received_on", "dated_on", "posted_on", "number", "summary", "contact")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.LOG_REPLY)
def reply_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of a reply as a form; the history keeps what stood there before."""
    reply, today = _reply(request, pk), timezone.localdate()
    if request.method != "POST":
        form = ReplyChangeForm(initial=_stored(reply), today=today, **_place(reply))
        return _page(request, reply, form)
    form = ReplyChangeForm(request.POST, today=today, **_place(reply))
    if form.is_valid():
        try:
            reply_correct(
                actor=person_of(request),
                reply=reply,
                said=form.said(),
                facts=form.facts(),
                reason=form.cleaned_data["reason"],
                revision=form.cleaned_data["revision"],
                today=today,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The reply is corrected."))
            tell_late(request, reply)
            return _back(reply)
    return _page(request, reply, form, status=422)


@require_POST
@guarded(Action.LOG_REPLY)
def reply_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraws a reply that was logged by mistake; it stays in the history."""
    reply, form = _reply(request, pk), WithdrawForm(request.POST, prefix="withdraw")
    if form.is_valid():
        try:
            reply_withdraw(actor=person_of(request), reply=reply, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The reply is withdrawn; it counts nowhere any more."))
            return _back(reply)
    stored = ReplyChangeForm(initial=_stored(reply), today=timezone.localdate(), **_place(reply))
    return _page(request, reply, stored, withdraw=form, status=422)


def _reply(request: HttpRequest, pk: int) -> Reply:
    """With the documents that this person may open: names of the others are not shown."""
    rows = Reply.objects.standing().select_related("round__edition", "city", "organ")
    documents = Prefetch("evidence", queryset=visible_evidence(request.user).order_by("pk"))
    return get_object_or_404(rows.prefetch_related(documents), pk=pk)


def _stored(reply: Reply) -> dict[str, object]:
    facts = {name: getattr(reply, name) for name in FACTS}
    return {**facts, **said_initial(said_by(reply)), "revision": reply.revision}


def _place(reply: Reply) -> dict[str, Any]:
    letters = letters_of_city([reply.round], reply.city)
    return {"survey_round": reply.round, "letters": letters}


def _back(reply: Reply) -> HttpResponse:
    return redirect("reply-new", reply.round.edition.code, reply.city.adcode)


def _page(
    request: HttpRequest,
    reply: Reply,
    form: ReplyChangeForm,
    *,
    withdraw: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    edition = reply.round.edition
    context = {
        "edition": edition,
        "city": reply.city,
        "reply": reply,
        "form": form,
        "withdraw_form": withdraw
        or WithdrawForm(prefix="withdraw", initial={"revision": reply.revision}),
        "closed": edition.frozen or edition.ranks_only,
        "settled": reply.round.closed_on is not None and not reply.is_late,
    }
    return render(request, "surveys/rounds/reply_edit.html", context, status=status)
