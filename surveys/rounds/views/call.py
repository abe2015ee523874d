"""A call about a letter, entered in a few keys, and back to where one was."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.permissions import Action
from surveys.rounds.forms.call import CallForm
from surveys.rounds.services.event import event_record
from surveys.rounds.views.letter import letter_context, letter_of


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.LOG_REPLY)
def letter_call(request: HttpRequest, pk: int) -> HttpResponse:
    """`?next=` is the page of ours to go back to; without it, the letter's."""
    letter, today = letter_of(pk), timezone.localdate()
    back = _back(request, reverse("letter", args=[letter.pk]))
    sent = request.method == "POST"
    form = CallForm(request.POST if sent else None, letter=letter, today=today)
    if sent and form.is_valid():
        facts = form.facts()
        try:
            event_record(
                actor=person_of(request),
                request=letter,
                facts=facts,
                today=today,
                form_token=form.cleaned_data["form_token"],
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = {"organ": letter.organ.name, "day": facts.date.isoformat()}
            messages.success(request, _("Call entered: %(organ)s, %(day)s.") % words)
            return redirect(back)
    context = {**letter_context(letter), "form": form, "back": back}
    return render(request, "surveys/rounds/call.html", context, status=422 if sent else 200)


def _back(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and ours else otherwise
