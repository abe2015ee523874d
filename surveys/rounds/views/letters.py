"""Writing down a letter that was sent, inside the form of a reply to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import InfoRequest
from surveys.permissions import Action
from surveys.rounds.forms.letters import LetterForm
from surveys.rounds.forms.reply import ReplyForm
from surveys.rounds.services.letter import letter_add


def letter_form_of(form: ReplyForm, data: Any = None) -> LetterForm:
    rounds = form.rounds
    return LetterForm(
        data,
        prefix="letter-new",
        today=timezone.localdate(),
        survey_round=rounds[0] if rounds else None,
    )


@require_POST
@guarded(Action.LOG_REPLY)
def letter_new(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """Writes down a letter that was sent and gives back the choice of letters with it; what was
    typed of the reply stays."""
    row, city = edition_of(edition), city_of(adcode)
    typed = ReplyForm(request.POST, edition=row, city=city, today=timezone.localdate())
    letter_form = letter_form_of(typed, request.POST)
    letter = _add_letter(request, typed, letter_form) if letter_form.is_valid() else None
    if not request.htmx:
        return redirect("reply-new", row.code, city.adcode)
    chosen = {name: value for name, value in request.POST.items() if name in typed.fields}
    form = ReplyForm(edition=row, city=city, today=timezone.localdate(), initial=chosen)
    context = {
        "edition": row,
        "city": city,
        "form": form,
        "letter_form": letter_form_of(typed) if letter else letter_form,
        "letter_added": letter,
    }
    status = 200 if letter else 422
    return render(request, "surveys/rounds/reply_new.html#letters", context, status=status)


def _add_letter(
    request: HttpRequest, typed: ReplyForm, letter_form: LetterForm
) -> InfoRequest | None:
    """To the organ and in the round that the reply's form names."""
    try:
        place = {
            name: typed.fields[name].clean(typed.data.get(name) or None)
            for name in ("organ", "survey_round")
            if typed.data.get(name)
        }
        if len(place) < 2:
            raise Refused(_("Choose the organ above first: the letter went to it."))
        return letter_add(
            actor=person_of(request),
            today=timezone.localdate(),
            **place,
            **letter_form.cleaned_data,
        )
    except forms.ValidationError as wrong:
        letter_form.add_error(None, wrong)
    except Refused as refusal:
        show_refusal(letter_form, refusal)
    return None
