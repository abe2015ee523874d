"""Logging a reply with its documents."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from surveys.errors import Refused
from surveys.evidence.other_cities import other_cities_of
from surveys.evidence.services import evidence_add, file_store
from surveys.evidence.store import StoreAway
from surveys.forms.refusal import show_refusal
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import City, Edition, Reply, User
from surveys.numbers import whole_number
from surveys.open_edition import edition_require_open
from surveys.permissions import Action
from surveys.rounds.forms.reply import EvidenceForm, OrganForm, ReplyForm
from surveys.rounds.selectors import replies_of, reply_twins
from surveys.rounds.services.organ import organ_add
from surveys.rounds.services.reply import reply_register
from surveys.rounds.views.letters import letter_form_of

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.LOG_REPLY)
def reply_new(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """Refused, the page keeps all that was typed; logged, it goes on to the coding. Asked for by
    the coding screen, the form comes alone."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    today = timezone.localdate()
    key = f"reply-{row.code}-{city.adcode}-{person.pk}"
    if request.method != "POST":
        form = ReplyForm(edition=row, city=city, today=today, initial=_asked_organ(request))
        return _reply_page(request, row, city, form, key)
    form = ReplyForm(request.POST, request.FILES, edition=row, city=city, today=today)
    if form.is_valid() and (reply := _register(form, person)) is not None:
        messages.success(request, _("The reply of %(city)s is logged.") % {"city": city.name})
        tell_late(request, reply)
        _warn_of_twins(request, reply)
        _warn_of_other_cities(request, reply)
        target = reverse("code", args=[row.code, city.adcode])
        target = f"{target}?{urlencode({'logged': key})}"
        return HttpResponseClientRedirect(target) if request.htmx else redirect(target)
    return _reply_page(request, row, city, form, key, status=422)


def _register(form: ReplyForm, person: User) -> Reply | None:
    data = form.cleaned_data
    try:
        return reply_register(
            actor=person,
            survey_round=data["survey_round"],
            organ=data["organ"],
            said=form.said(),
            facts=form.facts(),
            documents=data["files"],
            today=timezone.localdate(),
            personal=data["personal"],
            form_token=data["form_token"],
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return None


def tell_late(request: HttpRequest, reply: Reply) -> None:
    """A reply after the cut-off is kept, and marked as what it is."""
    survey_round = reply.round
    if not reply.is_late:
        return
    if survey_round.counts_late and survey_round.closed_on:
        text = _(
            "It came after the cut-off %(day)s: marked late. This round counts late replies: the"
            " city no longer counts as silent, and its answer counts once it is approved."
        )
    elif survey_round.counts_late:
        text = _("It came after the cut-off %(day)s: marked late. This round counts late replies.")
    else:
        text = _(
            "It came after the cut-off %(day)s: marked late. Its words serve the other questions;"
            " the city counts as without this reply."
        )
    messages.warning(request, text % {"day": survey_round.cutoff.isoformat()})


def _warn_of_twins(request: HttpRequest, reply: Reply) -> None:
    """The letter may have been logged before; it stays until somebody withdraws it."""
    twins = reply_twins(reply)
    if not twins:
        return
    text = _("This letter may be logged already: %(reply)s. If so, withdraw one of the two.")
    link = format_html(
        '<a href="{}">{}</a>', reverse("reply-edit", args=[reply.pk]), _("Correct or withdraw")
    )
    messages.warning(request, format_html("{} {}", text % {"reply": twins[0]}, link))


def _warn_of_other_cities(request: HttpRequest, reply: Reply) -> None:
    """It may be another city's letter, or copied from one; the reply is kept all the same."""
    try:
        named = other_cities_of(reply)
    except StoreAway as error:
        logger.warning("reply %s was not looked through for other cities: %s", reply.pk, error)
        return
    if named:
        text = _(
            "The letter speaks in the name of another city: %(words)s. Check that it is the right"
            " one."
        )
        words = "; ".join(f"“{one.words}”" for one in named)
        messages.warning(request, text % {"words": words})


def _asked_organ(request: HttpRequest) -> dict[str, str]:
    organ = request.GET.get("organ", "")
    return {} if whole_number(organ) is None else {"organ": organ}


def _reply_page(
    request: HtmxRequest,
    edition: Edition,
    city: City,
    form: ReplyForm,
    key: str,
    status: int = 200,
) -> HttpResponse:
    closed = edition.frozen or edition.ranks_only
    if request.htmx and not form.is_bound and (closed or not form.rounds):
        # Its page says why nothing can be logged.
        return HttpResponseClientRedirect(request.path)
    context: dict[str, Any] = {
        "edition": edition,
        "city": city,
        "form": form,
        "on_desk": bool(request.htmx),
        "organ_form": OrganForm(prefix="organ"),
        "letter_form": letter_form_of(form),
        "earlier": list(replies_of(edition, city, person_of(request))),
        "draft_key": key,
        "closed": closed,
        "no_round": not form.rounds,
    }
    if request.htmx:
        form.begin_with_files()
        return render(request, "surveys/rounds/reply_new.html#reply", context, status=status)
    return render(request, "surveys/rounds/reply_new.html", context, status=status)


@require_POST
@guarded(Action.LOG_REPLY)
def organ_new(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """Adds an organ and gives back the picker with it chosen; the letter's form stays."""
    row, city = edition_of(edition), city_of(adcode)
    organ_form = OrganForm(request.POST, prefix="organ")
    organ = None
    if organ_form.is_valid():
        try:
            edition_require_open(edition=row)
            organ = organ_add(actor=person_of(request), city=city, **organ_form.cleaned_data)
        except Refused as refusal:
            show_refusal(organ_form, refusal)
    if not request.htmx:
        target = reverse("reply-new", args=[row.code, city.adcode])
        return redirect(f"{target}?organ={organ.pk}" if organ else target)
    initial = {"organ": organ.pk if organ else request.POST.get("organ", "")}
    context = {
        "edition": row,
        "city": city,
        "form": ReplyForm(edition=row, city=city, today=timezone.localdate(), initial=initial),
        "organ_form": OrganForm(prefix="organ") if organ else organ_form,
        "organ_added": organ,
    }
    status = 200 if organ else 422
    return render(request, "surveys/rounds/reply_new.html#organ", context, status=status)


@require_POST
@guarded(Action.CODE_ANSWER)
def evidence_new(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """Attaches a document that no reply brought, for citing it in the coding."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    form = EvidenceForm(request.POST, request.FILES, prefix="evidence")
    if form.is_valid():
        data = form.cleaned_data
        names = ("kind", "url", "personal")
        try:
            # Before a file is stored: nothing is half-written.
            edition_require_open(edition=row)
            files = [file_store(document=document) for document in data["files"]]
            with transaction.atomic():
                for file, document in zip(files, data["files"], strict=True):
                    evidence_add(
                        actor=person,
                        edition=row,
                        city=city,
                        file=file,
                        name=document.name,
                        **{name: data[name] for name in names},
                    )
        except Refused as refusal:
            show_refusal(form, refusal)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    if not form.errors:
        messages.success(request, _("The document is attached."))
    return redirect("code", row.code, city.adcode)
