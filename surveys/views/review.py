"""The reviewer's queue, one answer with its evidence, and the verdict."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.errors import Refused, StaleRevision
from surveys.filters import AnswerFilter
from surveys.guards import guarded, person_of
from surveys.models import Answer, Citation, Code, Edition, Evidence, ReviewDecision, User
from surveys.permissions import (
    Action,
    can,
    can_review,
    coded_by,
    named_evidence,
    visible_answers,
    visible_trail,
    with_own_code,
)
from surveys.reading import Piece, evidence_words, pieces_of
from surveys.selectors import review_queue
from surveys.services.review import review_decide
from surveys.views.lookup import edition_of, page_of

logger = logging.getLogger(__name__)
FILTERS = ("province", "question", "coder", "city")


@require_safe
@guarded(Action.REVIEW_ANSWER)
def queue(request: HttpRequest, edition: str) -> HttpResponse:
    """Answers by state; those waiting leave out what this person coded."""
    row, person = edition_of(edition), person_of(request)
    state = request.GET.get("state", "")
    state = state if state in Answer.State.values else Answer.State.IN_REVIEW
    if state == Answer.State.IN_REVIEW:
        rows = review_queue(row, person)
    else:
        rows = visible_answers(person).filter(edition=row, state=state)
        rows = rows.select_related("city", "question", "code__coder").order_by("-updated_at")
    chosen = AnswerFilter(request.GET, queryset=rows, request=request)
    context = {
        "edition": row,
        "state": state,
        "filter": chosen,
        "page": page_of(request, chosen.qs),
        "counts": _counts(row, person),
        "query": filters_of(request.GET).urlencode(),
    }
    return render(request, "surveys/review.html", context)


def _counts(edition: Edition, person: User) -> dict[str, int]:
    """Of every state; `own` waits for somebody else's verdict."""
    rows = with_own_code(person, visible_answers(person).filter(edition=edition))
    waiting = Q(state=Answer.State.IN_REVIEW)
    return rows.aggregate(
        in_review=Count("pk", filter=waiting & Q(own_code=False)),
        own=Count("pk", filter=waiting & Q(own_code=True)),
        returned=Count("pk", filter=Q(state=Answer.State.RETURNED)),
        approved=Count("pk", filter=Q(state=Answer.State.APPROVED)),
    )


def filters_of(data: QueryDict) -> QueryDict:
    """The queue's filters of an address, to be carried along from answer to answer."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if data.get(name):
            kept[name] = str(data[name])
    return kept


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
    verdict, revision = request.POST.get("verdict", ""), request.POST.get("revision", "")
    reason = request.POST.get("reason", "")
    if verdict not in ReviewDecision.Verdict.values or not (
        revision.isascii() and revision.isdigit()
    ):
        return _answer_page(request, row, error=_("Approve the answer or return it."))
    kept = filters_of(request.GET)
    following = next_of(row, person, kept)
    try:
        review_decide(
            actor=person, answer=row, verdict=verdict, revision=int(revision[:9]), reason=reason
        )
    except StaleRevision as stale:
        seen = request.POST.get("seen", "")
        return _answer_page(request, _visible(request, pk), error=stale.message, seen=seen)
    except Refused as refusal:
        return _answer_page(request, row, error=refusal.message, reason=reason)
    done = _("Approved") if verdict == ReviewDecision.Verdict.APPROVED else _("Returned")
    messages.success(
        request, f"{done}: {row.city.name} · {row.question.name} · {row.value_display}"
    )
    if following is None:
        return redirect(_with(reverse("review", args=[row.edition.code]), kept))
    return redirect(_with(reverse("answer", args=[following]), kept))


def next_of(answer: Answer, person: User, kept: QueryDict) -> int | None:
    """The key of the next waiting answer under the same filters, round and round."""
    rows = AnswerFilter(kept, queryset=review_queue(answer.edition, person)).qs
    others = rows.exclude(pk=answer.pk)
    later = Q(updated_at__gt=answer.updated_at) | Q(updated_at=answer.updated_at, pk__gt=answer.pk)
    found = others.filter(later).values_list("pk", flat=True).first()
    return found or others.values_list("pk", flat=True).first()


def _with(address: str, query: QueryDict) -> str:
    return f"{address}?{query.urlencode()}" if query else address


def _visible(request: HttpRequest, pk: int) -> Answer:
    rows = visible_answers(request.user).select_related(
        "edition", "city", "question", "code__coder"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class Exhibit:
    """A cited document with its quotations and, where it is text, its words.

    Of a `closed` one this reader sees the name, the page and the quotation alone.
    """

    evidence: Evidence
    citations: list[Citation]
    pieces: list[Piece] | None
    damaged: bool = False
    closed: bool = False


def exhibits_of(code: Code, person: User) -> list[Exhibit]:
    """The documents that the code cites, in the order of citing, as far as this person may
    read them; the files themselves are for those who code and review."""
    citations = list(code.citations.order_by("pk"))
    wanted = {citation.evidence_id for citation in citations}
    rows = named_evidence(person).filter(pk__in=wanted)
    may_open = can(person, Action.SEE_EVIDENCE)
    found = {row.pk: row for row in rows.select_related("file", "reply__request__organ")}
    return [
        _exhibit(found[pk], [c for c in citations if c.evidence_id == pk], may_open)
        for pk in dict.fromkeys(c.evidence_id for c in citations)
        if pk in found
    ]


def _exhibit(evidence: Evidence, citations: list[Citation], may_open: bool) -> Exhibit:
    if not may_open:
        return Exhibit(evidence, citations, None, closed=True)
    try:
        words = evidence_words(evidence)
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", evidence.pk, error)
        return Exhibit(evidence, citations, None, damaged=True)
    quotations = [citation.quotation for citation in citations]
    return Exhibit(evidence, citations, None if words is None else pieces_of(words, quotations))


def _answer_page(
    request: HttpRequest, answer: Answer, *, error: str = "", reason: str = "", seen: str = ""
) -> HttpResponse:
    """409 where `seen` tells what the reviewer had read before it changed; 422 if refused."""
    person = person_of(request)
    kept = filters_of(request.GET)
    others: QuerySet[Answer] = visible_answers(person).filter(
        edition=answer.edition, city=answer.city
    )
    context: dict[str, Any] = {
        "edition": answer.edition,
        "answer": answer,
        "code": answer.code,
        "can_review": can_review(person, answer),
        "own": coded_by(person, answer),
        "exhibits": exhibits_of(answer.code, person),
        "searches": list(answer.code.searches.all()),
        "others": list(others.exclude(pk=answer.pk).select_related("question")),
        "decisions": list(answer.decisions.select_related("reviewer")),
        "query": kept.urlencode(),
        "error": error,
        "reason": reason,
        "seen": seen,
    }
    if can(person, Action.REVIEW_ANSWER):
        context["next"] = next_of(answer, person, kept)
        context["waiting"] = review_queue(answer.edition, person).count()
    if can(person, Action.SEE_TRAIL):
        context["history"] = list(_history(answer, person))
    status = 409 if seen else 422 if error else 200
    return render(request, "surveys/answer.html", context, status=status)


def _history(answer: Answer, person: User) -> QuerySet[Any]:
    """Entries of the answer and of the readings of its question that may be seen."""
    codes = Code.objects.filter(
        edition=answer.edition, city=answer.city, question=answer.question
    ).values_list("pk", flat=True)
    mine = Q(subject_type=Answer._meta.label_lower, subject_id=str(answer.pk))
    theirs = Q(subject_type=Code._meta.label_lower, subject_id__in=[str(pk) for pk in codes])
    return visible_trail(person).filter(mine | theirs).select_related("actor")[:50]
