"""A letter with its history: what happened, what may come next, what can be done against it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.models import InfoRequest, RequestEvent, User
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.open_edition import edition_require_open
from surveys.permissions import Action, can, visible_evidence
from surveys.rounds.brought_in import brought_in_words
from surveys.rounds.clock_words import flag_words
from surveys.rounds.doubts import Doubt, doubt_of
from surveys.rounds.forms.event import EventForm, LimitForm, StrikeForm
from surveys.rounds.forms.letters import DescribeForm
from surveys.rounds.likely import AtHand, at_hand
from surveys.rounds.panels import panels_of
from surveys.rounds.parts import part_words
from surveys.rounds.remedies import ways_of
from surveys.rounds.services.event import event_record, event_strike
from surveys.rounds.services.letter import letter_describe
from surveys.rounds.services.letter_state import overdue_on
from surveys.rounds.services.organ import organ_limit_set
from surveys.rounds.timeline import Timeline, timeline
from surveys.workdays.selectors import calendars_now


@require_safe
@guarded(Action.SEE_ANSWERS)
def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`?do=KIND` proposes what happened next."""
    return _page(request, letter_of(pk))


@require_POST
@guarded(Action.LOG_REPLY)
def letter_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters what happened, and asks once where the clock would flag it; the page keeps all that
    was typed."""
    letter, person = letter_of(pk), person_of(request)
    form = _event_form(letter, person, timeline(letter, person, calendars_now()), request.POST)
    if form.is_valid():
        try:
            facts = form.facts()
            token = form.cleaned_data["form_token"]
            doubt = doubt_of(letter, facts, calendars_now(), token)
            if doubt is not None and request.POST.get("sure") != doubt.sure:
                return _page(request, letter, form=form, doubt=doubt, status=422)
            event_record(
                actor=person,
                request=letter,
                facts=facts,
                today=timezone.localdate(),
                form_token=token,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = {"what": EventKind(facts.kind).label, "day": facts.date.isoformat()}
            messages.success(request, _("Entered: %(what)s, %(day)s.") % words)
            return redirect("letter", letter.pk)
    return _page(request, letter, form=form, status=422)


@require_POST
@guarded(Action.LOG_REPLY)
def letter_event_strike(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Strikes out an event that was entered by mistake; it stays to be read."""
    letter = letter_of(pk)
    row = get_object_or_404(RequestEvent.objects.filter(request=letter), pk=event)
    row.request = letter
    form = StrikeForm(request.POST, prefix=_strike_prefix(row))
    if form.is_valid():
        try:
            event_strike(actor=person_of(request), event=row, **form.cleaned_data)
        except Refused as refusal:
            # Above the page: an event of a reply has no form of its own there.
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The event is struck out; it stays to be read."))
            return redirect("letter", letter.pk)
    return _page(request, letter, strike=(row.pk, form), status=422)


@require_POST
@guarded(Action.LOG_REPLY)
def letter_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the organ's number for the letter and who signs it."""
    letter = letter_of(pk)
    form = DescribeForm(request.POST, prefix="facts")
    if form.is_valid():
        try:
            letter_describe(actor=person_of(request), request=letter, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("What stands on the letter is kept."))
            return redirect("letter", letter.pk)
    return _page(request, letter_of(pk), facts=form, status=422)


@require_POST
@guarded(Action.LOG_REPLY)
def letter_limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps how long the organ itself says a consultation takes."""
    letter = letter_of(pk)
    form = LimitForm(request.POST, prefix="limit")
    if form.is_valid():
        try:
            edition_require_open(edition=letter.round.edition)
            organ_limit_set(actor=person_of(request), organ=letter.organ, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The organ's own limit is kept."))
            return redirect("letter", letter.pk)
    return _page(request, letter, limit=form, status=422)


def letter_of(pk: int) -> InfoRequest:
    names = ("organ__city", "round__edition", "outcome", "handler", "referred_from__organ")
    return get_object_or_404(InfoRequest.objects.select_related(*names), pk=pk)


def _event_form(
    letter: InfoRequest, person: User, told: Timeline, data: Any = None, kind: str = ""
) -> EventForm:
    place = {"city": letter.organ.city, "edition": letter.round.edition}
    return EventForm(
        data,
        letter=letter,
        allowed=_at_hand(told).all,
        documents=visible_evidence(person).filter(**place).order_by("-pk"),
        today=timezone.localdate(),
        initial={"kind": kind},
    )


def _at_hand(told: Timeline) -> AtHand:
    return at_hand(told.found.status, told.found.allowed) if told.found else AtHand()


def _strike_prefix(event: RequestEvent) -> str:
    return f"strike-{event.pk}"


def _page(
    request: HttpRequest,
    letter: InfoRequest,
    *,
    form: EventForm | None = None,
    doubt: Doubt | None = None,
    strike: tuple[int, StrikeForm] | None = None,
    limit: LimitForm | None = None,
    facts: DescribeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person, today, edition = person_of(request), timezone.localdate(), letter.round.edition
    told = timeline(letter, person, calendars_now())
    writes = can(person, Action.LOG_REPLY, edition)
    strikes = dict([strike] if strike else [])
    entries = [
        (entry, strikes.get(entry.event.pk) or StrikeForm(prefix=_strike_prefix(entry.event)))
        for entry in told.entries
    ]
    context = {
        **letter_context(letter),
        "told": told,
        "entries": entries,
        "struck_wrong": strike[0] if strike else None,
        "overdue": overdue_on(letter, today),
        "ways": ways_of(letter, told.found, today),
        "writes": writes,
        "at_hand": _at_hand(told),
        "doubt": doubt,
        "panels": panels_of(letter, limit, facts),
    }
    if writes or form is not None:
        kind = request.GET.get("do", "")
        context["form"] = form or _event_form(letter, person, told, kind=kind)
    return render(request, "surveys/rounds/letter.html", context, status=status)


def letter_context(letter: InfoRequest) -> dict[str, Any]:
    """What both pages of a letter head themselves with."""
    return {
        "letter": letter,
        "edition": letter.round.edition,
        "city": letter.organ.city,
        "organ": letter.organ,
        "part": part_words(letter.part),
        "flags": [*flag_words(letter.flags), *brought_in_words(letter)],
        "consultation": letter.channel == Channel.CONSULTATION,
        "list": reverse("board", args=[letter.round.edition.code]) + "?preset=letters",
    }
