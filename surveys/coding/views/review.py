"""One answer with its evidence, and the verdict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.coding.codebook import question_hash
from surveys.coding.services.review import review_decide
from surveys.coding.views.review_queue import filters_of, place_of
from surveys.errors import Refused, StaleRevision
from surveys.evidence.views.exhibits import exhibits_of, wrong_quotations
from surveys.guards import guarded, person_of
from surveys.history.names import names_of
from surveys.models import Answer, Code, ReviewDecision, Submission, User
from surveys.numbers import whole_number
from surveys.permissions import (
    Action,
    can,
    can_review,
    coded_by,
    visible_answers,
    visible_decisions,
    visible_submissions,
    visible_trail,
)
from surveys.reasons import REASON_LENGTH
from surveys.rounds.lateness import SILENT_QUESTION, lateness_of


@require_safe
@guarded(Action.SEE_ANSWERS)
def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence beside the coded answer; verdict buttons where this person may decide."""
    row, reason = _visible(request, pk), ""
    if request.GET.get("undo") and row.state == Answer.State.APPROVED:
        reason = _("Approved by mistake; please send it again.")
    return _answer_page(request, row, reason=reason)


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
        review_decide(actor=person, answer=row, verdict=verdict, revision=revision, reason=reason)
    except StaleRevision as stale:
        seen = request.POST.get("seen", "") or "–"
        return _answer_page(
            request, _visible(request, pk), error=stale.message, reason=reason, seen=seen
        )
    except Refused as refusal:
        return _answer_page(request, row, error=refusal.message, reason=reason)
    messages.success(request, _done(row, person, verdict, kept))
    if following is None:
        return redirect(_with(reverse("review", args=[row.edition.code]), kept))
    return redirect(_with(reverse("answer", args=[following]), kept))


def _state_check(answer: Answer, state: str) -> None:
    """An approval leaves the revision as it is, so the state has to be the one that was read:
    else a return meant for an open answer would undo the approval of a moment ago."""
    if answer.state != state:
        read = {"choice": answer.choice, "number": answer.number}
        raise StaleRevision(current=answer, submitted=read)


def draft_key(answer: Answer, person: User) -> str:
    """Under which the browser keeps the reason while it is typed."""
    return f"review-{answer.pk}-{person.pk}"


def _done(answer: Answer, person: User, verdict: str, kept: QueryDict) -> SafeString:
    """What was decided, with the way back to it; the browser then forgets the typed reason."""
    approved = verdict == ReviewDecision.Verdict.APPROVED
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
    undo = kept.copy()
    undo["undo"] = "1"
    link = _with(reverse("answer", args=[answer.pk]), undo)
    return format_html('{} <a class="btn small" href="{}#reason">{}</a>', said, link, _("Undo"))


def _with(address: str, query: QueryDict) -> str:
    return f"{address}?{query.urlencode()}" if query else address


def _visible(request: HttpRequest, pk: int) -> Answer:
    along = ("edition", "city", "question", "submission__code__coder")
    proof = ("submission__citations", "submission__searches")
    rows = visible_answers(request.user).select_related(*along).prefetch_related(*proof)
    return get_object_or_404(rows, pk=pk)


def _answer_page(
    request: HttpRequest, answer: Answer, *, error: str = "", reason: str = "", seen: str = ""
) -> HttpResponse:
    """409 where `seen` tells what the reviewer had read before it changed; 422 if refused."""
    person = person_of(request)
    kept = filters_of(request.GET)
    sent = answer.submission
    exhibits = exhibits_of(list(sent.citations.all()), person)
    others: QuerySet[Answer] = visible_answers(person).filter(
        edition=answer.edition, city=answer.city
    )
    standing, can_decide = _standing(answer, person)
    context: dict[str, Any] = {
        "edition": answer.edition,
        "answer": answer,
        "sent": sent,
        "question_changed": sent.question_hash != question_hash(answer.question),
        "can_decide": can_decide,
        "exhibits": exhibits,
        "wrong_quotations": wrong_quotations(exhibits),
        "searches": list(sent.searches.all()),
        "remarks": [text for text in (_late(answer), standing) if text],
        "others": list(others.exclude(pk=answer.pk).select_related("question")),
        "sent_before": list(_sent_before(sent, person)),
        "decisions": list(_decisions(answer, person)),
        "query": kept.urlencode(),
        "draft_key": draft_key(answer, person),
        "error": error,
        "reason": reason,
        "reason_length": REASON_LENGTH,
        "seen": seen,
    }
    if can(person, Action.REVIEW_ANSWER):
        context["place"] = place_of(answer, person, kept)
    if can(person, Action.SEE_TRAIL):
        context["history"] = list(_history(answer, person))
        context["names"] = names_of(context["history"])
    status = 409 if seen else 422 if error else 200
    return render(request, "surveys/coding/answer.html", context, status=status)


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
    return visible_decisions(person).filter(answer=answer).select_related("reviewer")


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
