"""One answer with its evidence, and the verdict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.coding.book.guide import sent_by
from surveys.coding.checklist import QUALITY, points_of
from surveys.coding.codebook import question_hash
from surveys.coding.last_year import compared_with
from surveys.coding.services.review import approval_undo, review_decide
from surveys.coding.views.review_queue import BY_EFFECT, filters_of, list_of, place_of, place_words
from surveys.errors import Refused, StaleRevision
from surveys.evidence.views.exhibits import (
    closed_to,
    exhibits_of,
    is_broken,
    wrong_quotations,
)
from surveys.guards import guarded, person_of
from surveys.history.names import names_of
from surveys.models import Answer, Code, Edition, ReviewDecision, Submission, User
from surveys.numbers import whole_number
from surveys.permissions import (
    Action,
    can,
    can_review,
    can_undo,
    coded_by,
    visible_answers,
    visible_decisions,
    visible_submissions,
    visible_trail,
)
from surveys.reasons import REASON_LENGTH
from surveys.rounds.axes import axes_of
from surveys.rounds.lateness import SILENT_QUESTION, lateness_of
from surveys.seen import seen_check


@require_safe
@guarded(Action.SEE_ANSWERS)
def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence beside the coded answer; verdict buttons where this person may decide."""
    return _answer_page(request, _visible(request, pk))


@require_POST
@guarded(Action.REVIEW_ANSWER)
def answer_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Records the verdict and goes to the next answer of the queue."""
    row, person = _visible(request, pk), person_of(request)
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    revision = whole_number(request.POST.get("revision", ""))
    if verdict not in ReviewDecision.Verdict.values or revision is None:
        return _answer_page(request, row, error=_("Approve the answer or return it."))
    kept = filters_of(request.GET)
    following = place_of(row, person, kept).next
    try:
        _state_check(row, request.POST.get("state", Answer.State.IN_REVIEW.value))
        decision = review_decide(
            actor=person, answer=row, verdict=verdict, revision=revision, reason=reason
        )
    except StaleRevision as stale:
        seen = request.POST.get("seen", "") or "–"
        return _answer_page(
            request, _visible(request, pk), error=stale.message, reason=reason, seen=seen
        )
    except Refused as refusal:
        return _answer_page(request, row, error=refusal.message, reason=reason)
    messages.success(request, _done(request, decision, kept))
    if following is None:
        return redirect(list_of(row.edition, kept))
    return redirect(_with(reverse("answer", args=[following]), kept))


@require_POST
@guarded(Action.REVIEW_ANSWER)
def approval_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes an approval; its answer waits for a verdict again, on the page that comes next."""
    person, kept = person_of(request), filters_of(request.GET)
    seen = visible_decisions(person).select_related("answer__edition", "reviewer")
    decision = get_object_or_404(seen, pk=pk)
    row = _visible(request, decision.answer_id)
    try:
        seen_check(row, request.POST.get("seen", ""))
        approval_undo(actor=person, decision=decision)
    except Refused as refusal:
        return _answer_page(
            request, _visible(request, row.pk), error=refusal.message, status=refusal.status
        )
    text = _("The approval is undone: %(city)s · %(question)s is in review again.")
    names = {"city": row.city.label, "question": row.question.name}
    messages.success(request, text % names)
    return redirect(_with(reverse("answer", args=[row.pk]), kept))


def _state_check(answer: Answer, state: str) -> None:
    """An approval leaves the revision as it is, so the state has to be the one that was read:
    else a return meant for an open answer would undo the approval of a moment ago."""
    if answer.state != state:
        read = {"choice": answer.choice, "number": answer.number}
        raise StaleRevision(current=answer, submitted=read)


def draft_key(answer: Answer, person: User) -> str:
    """Under which the browser keeps the reason while it is typed."""
    return f"review-{answer.pk}-{person.pk}"


def _done(request: HttpRequest, decision: ReviewDecision, kept: QueryDict) -> SafeString:
    """What was decided, with the way back to it; the browser then forgets the typed reason."""
    answer, person = decision.answer, person_of(request)
    approved = decision.verdict == ReviewDecision.Verdict.APPROVED
    address = _with(reverse("answer", args=[answer.pk]), kept)
    said = format_html(
        '<span data-draft-done="{}">{}</span> · <a href="{}">{} · {} · {}</a>',
        draft_key(answer, person),
        _("Approved") if approved else _("Returned"),
        address,
        answer.city.name,
        answer.question.name,
        answer.value_display,
    )
    if not approved:
        return said
    facts = {"decision": decision, "answer": answer, "query": kept.urlencode(), "label": _("Undo")}
    undo = render_to_string("surveys/coding/_undo.html", facts, request)
    return format_html("{} {}", said, undo)


def _with(address: str, query: QueryDict) -> str:
    return f"{address}?{query.urlencode()}" if query else address


def _visible(request: HttpRequest, pk: int) -> Answer:
    along = ("edition", "city", "question", "submission__code__coder")
    proof = ("submission__citations", "submission__searches")
    rows = visible_answers(request.user).select_related(*along).prefetch_related(*proof)
    return get_object_or_404(rows, pk=pk)


def _answer_page(
    request: HttpRequest,
    answer: Answer,
    *,
    error: str = "",
    reason: str = "",
    seen: str = "",
    status: int = 422,
) -> HttpResponse:
    """409 where `seen` tells what the reviewer had read before it changed; `status` if refused."""
    person = person_of(request)
    kept = filters_of(request.GET)
    sent = answer.submission
    citations = list(sent.citations.all())
    exhibits = exhibits_of(citations, person)
    others: QuerySet[Answer] = visible_answers(person).filter(
        edition=answer.edition, city=answer.city
    )
    standing, can_decide = _standing(answer, person)
    judged = answer.question.code == QUALITY
    decisions = list(_decisions(answer, person))
    context: dict[str, Any] = {
        "edition": answer.edition,
        "answer": answer,
        "sent": sent,
        "compared": compared_with(sent, person),
        "points": points_of(sent.checklist) if sent.checklist else [],
        "axes": axes_of(answer.edition, answer.city, timezone.localdate()) if judged else [],
        "book": sent_by(sent, answer),
        "question_changed": sent.question_hash != question_hash(answer.question),
        "can_decide": can_decide,
        "exhibits": exhibits,
        "closed": closed_to(citations, exhibits),
        "wrong_quotations": wrong_quotations(exhibits),
        "cite_anew": _coded(sent, person, answer.edition) and is_broken(exhibits),
        "searches": list(sent.searches.all()),
        "remarks": [text for text in (_late(answer), standing) if text],
        "others": list(others.exclude(pk=answer.pk).select_related("question")),
        "sent_before": list(_sent_before(sent, person)),
        "decisions": decisions,
        "undoable": _undoable(answer, decisions, person),
        "query": kept.urlencode(),
        "by_effect": kept.get("by") == BY_EFFECT,
        "list": list_of(answer.edition, kept),
        "draft_key": draft_key(answer, person),
        "error": error,
        "reason": reason,
        "reason_length": REASON_LENGTH,
        "seen": seen,
    }
    if can(person, Action.REVIEW_ANSWER):
        context["place"] = place = place_of(answer, person, kept)
        context["place_words"] = place_words(place, kept)
    if can(person, Action.SEE_TRAIL):
        context["history"] = list(_history(answer, person))
        context["names"] = names_of(context["history"])
    status = 409 if seen else status if error else 200
    return render(request, "surveys/coding/answer.html", context, status=status)


def _coded(sent: Submission, person: User, edition: Edition) -> bool:
    """Whether it is this person's to cite anew, in an edition that is open."""
    mine = sent.code.coder_id == person.pk
    return mine and can(person, Action.CODE_ANSWER, edition)


def _standing(answer: Answer, person: User) -> tuple[str, bool]:
    """What a reviewer has to know before deciding, or why not to; and whether to decide now."""
    if not can(person, Action.REVIEW_ANSWER):
        return "", False
    if coded_by(person, answer):
        return _("You coded this answer yourself; another reviewer has to decide."), False
    if not can_review(person, answer):
        return _("This edition is closed: nothing in it can be changed."), False
    if answer.state == Answer.State.RETURNED:
        return _("It is with its coder again and comes back here when it is sent."), False
    if answer.state == Answer.State.TAKEN_BACK:
        text = _(
            "Its coder took it back and is changing it. Above stands what was sent; approve it "
            "when it is sent again, or return it, so that another coder's answer can take its "
            "place."
        )
        return text, True
    return "", True


def _sent_before(sent: Submission, person: User) -> QuerySet[Submission]:
    """What its coder had sent of it earlier, newest first."""
    earlier = visible_submissions(person).filter(code=sent.code, sequence__lt=sent.sequence)
    return earlier.select_related("code__question").order_by("-sequence")


def _decisions(answer: Answer, person: User) -> QuerySet[ReviewDecision]:
    rows = visible_decisions(person).filter(answer=answer)
    return rows.select_related("answer__edition", "reviewer", "undone_by")


def _undoable(
    answer: Answer, decisions: list[ReviewDecision], person: User
) -> ReviewDecision | None:
    """The approval that the answer stands on, where this person may take it back."""
    if answer.state != Answer.State.APPROVED:
        return None
    standing = next((row for row in decisions if row.undone_at is None), None)
    return standing if standing and can_undo(person, standing) else None


def _late(answer: Answer) -> str:
    """Why an answer about the reply does not count; empty for most, and for other questions."""
    if answer.question.code != SILENT_QUESTION:
        return ""
    documents = {citation.evidence_id for citation in answer.submission.citations.all()}
    return lateness_of(answer.edition, answer.city).words(answer.city, documents)


def _history(answer: Answer, person: User) -> QuerySet[Any]:
    """Entries of the answer and of the readings of its question that may be seen."""
    codes = Code.objects.filter(
        edition=answer.edition, city=answer.city, question=answer.question
    ).values_list("pk", flat=True)
    mine = Q(subject_type=Answer._meta.label_lower, subject_id=str(answer.pk))
    theirs = Q(subject_type=Code._meta.label_lower, subject_id__in=[str(pk) for pk in codes])
    return visible_trail(person).filter(mine | theirs).select_related("actor")[:50]
