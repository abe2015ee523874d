"""Coding one city: every question on one screen, saved and sent one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from surveys.coding.forms import typed_of_post, typed_read
from surveys.coding.last_year import LastAnswer, last_answers
from surveys.coding.next_city import next_city
from surveys.coding.proposals import proposal_of
from surveys.coding.services.code import code_save, code_submit, code_withdraw
from surveys.coding.services.proposal import proposal_confirm, proposal_dismiss
from surveys.coding.views.cards import Card, cards_of, progress_of
from surveys.coding.views.conflict import Conflict, conflict_of
from surveys.coding.views.desk import desk_of
from surveys.coding.views.note import Note, note_of, note_posted
from surveys.coding.views.quotation import checks_of, placed
from surveys.errors import Refused, StaleRevision
from surveys.evidence.citations import wrong_ones
from surveys.evidence.views.documents import citable
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import City, Code, Edition, Question, User
from surveys.permissions import Action
from surveys.rounds.forms.reply import EvidenceForm
from surveys.rounds.selectors import days_of

PROPOSAL_ACTIONS = ("take", "dismiss", "restore")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.CODE_ANSWER)
def code_page(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """The screen; a POST sends every complete draft to review as the page showed it, and is
    answered by 409 where one is no longer so."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    if request.method == "POST":
        changed = _send_all(request, row, city, person)
        if not changed:
            return redirect("code", row.code, city.adcode)
        cards, names = cards_of(row, city, person), " · ".join(changed)
        return _screen(request, row, city, person, cards, 409, changed=names)
    return _screen(request, row, city, person, cards_of(row, city, person))


@require_POST
@guarded(Action.CODE_ANSWER)
def code_question(request: HtmxRequest, edition: str, adcode: str, question: str) -> HttpResponse:
    """Saves one question's draft and, where asked to, sends it to review or takes it back; or
    sends it as unchanged since the edition before, with its value and this year's proof."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    asked = get_object_or_404(Question, code=question)
    typed = typed_of_post(request.POST)
    documents = {str(found.pk): found.evidence for found in citable(row, city, person)}
    before, today = typed.revision, timezone.localdate()
    try:
        if request.POST.get("action") == "withdraw":
            return _withdraw(request, row, city, person, asked, typed.revision)
        if request.POST.get("action") in PROPOSAL_ACTIONS:
            return _decide_proposal(request, row, city, person, asked)
        action, last = request.POST.get("action"), None
        if action == "unchanged":
            last = _last(row, city, person, asked, request.POST.get("last", ""))
            typed = replace(typed, value=last.typed, detail=typed.detail or last.detail)
        read = placed(typed_read(typed, asked, documents, days_of(row, today)))
        code = code_save(
            actor=person,
            edition=row,
            city=city,
            question=asked,
            typed=replace(read, unchanged_from=last.answer.submission_id) if last else read,
            revision=typed.revision,
            today=today,
            withdraw=bool(request.POST.get("withdraw")),
        )
        if action in ("send", "unchanged"):
            # The draft is saved now, whatever becomes of the sending.
            typed = replace(typed, revision=code.revision)
            code_submit(actor=person, code=code, answer_revision=typed.answer_revision)
    except StaleRevision as stale:
        conflict = conflict_of(stale, typed, asked, row, city, person)
        return _answer(request, row, city, person, conflict.card, conflict)
    except Refused as refusal:
        card = cards_of(row, city, person, asked)[0]
        card.typed, card.error, card.error_field = typed, refusal.message, refusal.field
        card.checks = checks_of(typed.citations, documents)
        return _answer(request, row, city, person, card)
    card = cards_of(row, city, person, asked)[0]
    card.saved, card.unchanged = True, code.revision == before and not card.is_sent
    card.checks = checks_of(card.typed.citations, documents)
    return _answer(request, row, city, person, card)


@require_POST
@guarded(Action.CODE_ANSWER)
def code_note(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """Saves the person's own note of the city, as it is typed."""
    row, city, person = edition_of(edition), city_of(adcode), person_of(request)
    note = note_posted(row, city, person, request.POST)
    if request.htmx:
        return render(request, "surveys/coding/_note.html", {"note": note}, status=note.status)
    if note.saved:
        messages.success(request, _("Your note is saved."))
        return redirect("code", row.code, city.adcode)
    cards = cards_of(row, city, person)
    return _screen(request, row, city, person, cards, note.status, note=note)


def _last(edition: Edition, city: City, person: User, question: Question, shown: str) -> LastAnswer:
    """Refused where it is not the one that the page showed."""
    last = last_answers(edition, city, person, question).get(question.pk)
    if last is None:
        raise Refused(_("Nothing was decided on this question in the edition before."))
    if str(last.answer.submission_id) != shown:
        raise Refused(_("The answer of the edition before is another by now: look at it again."))
    return last


def _withdraw(
    request: HtmxRequest,
    edition: Edition,
    city: City,
    person: User,
    question: Question,
    revision: int,
) -> HttpResponse:
    """Takes the own answer back from review; its card can be changed again."""
    codes = Code.objects.filter(edition=edition, city=city, question=question, coder=person)
    code = get_object_or_404(codes)
    code_withdraw(actor=person, code=code, revision=revision)
    card = cards_of(edition, city, person, question)[0]
    return _answer(request, edition, city, person, card)


def _decide_proposal(
    request: HtmxRequest, edition: Edition, city: City, person: User, question: Question
) -> HttpResponse:
    """Makes what was proposed to this coder a draft, puts it aside or brings it back."""
    proposal = proposal_of(person, edition, city, question)
    if proposal is None:
        raise Refused(_("This proposal is gone: look at the question again."))
    action = request.POST["action"]
    if action == "take":
        proposal_confirm(actor=person, proposal=proposal, today=timezone.localdate())
    else:
        proposal_dismiss(actor=person, proposal=proposal, dismissed=action == "dismiss")
    card = cards_of(edition, city, person, question)[0]
    card.saved = action == "take"
    documents = {str(found.pk): found.evidence for found in citable(edition, city, person)}
    card.checks = checks_of(card.typed.citations, documents)
    return _answer(request, edition, city, person, card)


def _answer(
    request: HtmxRequest,
    edition: Edition,
    city: City,
    person: User,
    card: Card,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The question's fragment for the screen, or a whole page for a browser without script."""
    status = 409 if conflict else 422 if card.error else 200
    if request.htmx:
        fragment = "surveys/coding/_conflict.html" if conflict else "surveys/coding/_question.html"
        desk = desk_of(edition, city, person)
        context = {"desk": desk, "card": card, "conflict": conflict}
        return render(request, fragment, context, status=status)
    if status == 200:
        text = _("Saved: %(question)s") if card.saved else _("Taken back: %(question)s")
        if card.proposal is not None:
            text = _("Proposal changed: %(question)s")
        messages.success(request, text % {"question": card.question.name})
        _warn_of_quotations(request, card)
        return redirect("code", edition.code, city.adcode)
    cards = cards_of(edition, city, person)
    shown = [card if card.question == other.question else other for other in cards]
    return _screen(request, edition, city, person, shown, status, conflict=conflict)


def _warn_of_quotations(request: HttpRequest, card: Card) -> None:
    """It is stored as it was typed; the mark goes along to the reviewer."""
    wrong = wrong_ones(card.checks)
    if wrong:
        text = ngettext(
            "%(question)s: %(count)d quotation does not stand where it should.",
            "%(question)s: %(count)d quotations do not stand where they should.",
            wrong,
        )
        messages.warning(request, text % {"question": card.question.name, "count": wrong})


def _screen(
    request: HttpRequest,
    edition: Edition,
    city: City,
    person: User,
    cards: list[Card],
    status: int = 200,
    note: Note | None = None,
    **told: Any,
) -> HttpResponse:
    desk = desk_of(edition, city, person)
    context = {
        "edition": edition,
        "desk": desk,
        "cards": cards,
        "progress": progress_of(cards),
        "taken": sum(card.taken for card in cards),
        "following": next_city(edition, person, city),
        "note": note or note_of(edition, city, person),
        "form": EvidenceForm(prefix="evidence"),
        **told,
    }
    return render(request, "surveys/coding/code.html", context, status=status)


def _send_all(request: HttpRequest, edition: Edition, city: City, person: User) -> list[str]:
    """Sends what is complete and as the page showed it; says how many went and what stopped
    the others. Names of the questions that changed since are returned."""
    seen, sent, changed = set(request.POST.getlist("seen")), 0, []
    shown = {mark.partition(":")[0] for mark in seen}
    documents = {str(found.pk): found.evidence for found in citable(edition, city, person)}
    for card in cards_of(edition, city, person):
        if not card.can_send and card.question.code not in shown:
            continue
        if not card.can_send or card.code is None or card.seen not in seen:
            changed.append(card.question.name)
            continue
        try:
            code_submit(actor=person, code=card.code, answer_revision=card.typed.answer_revision)
            sent += 1
            card.checks = checks_of(card.typed.citations, documents)
            _warn_of_quotations(request, card)
        except StaleRevision:
            changed.append(card.question.name)
        except Refused as refusal:
            messages.error(request, f"{card.question.name}: {refusal.message}")
    if sent:
        text = ngettext("%(count)d answer is in review.", "%(count)d answers are in review.", sent)
        messages.success(request, text % {"count": sent})
    elif not changed:
        messages.warning(request, _("Nothing is complete yet: no answer was sent."))
    return changed
