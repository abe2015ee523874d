"""The reviewer's queue: its filters travel along, and every answer knows its place in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.coding.filters import AnswerFilter
from surveys.coding.selectors import review_queue
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Answer, Edition, User
from surveys.models.querysets import BY_STATE
from surveys.paging import page_of
from surveys.permissions import Action, visible_answers, with_own_code

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
        rows = rows.select_related("city", "question", "submission__code__coder")
        rows = rows.order_by("-updated_at")
    chosen = AnswerFilter(request.GET, queryset=rows, request=request)
    context = {
        "edition": row,
        "state": state,
        "filter": chosen,
        "page": page_of(request, chosen.qs),
        "counts": _counts(row, person),
        "query": filters_of(request.GET).urlencode(),
    }
    return render(request, "surveys/coding/review.html", context)


def _counts(edition: Edition, person: User) -> dict[str, int]:
    """Of every state; of those in review, `own` waits for somebody else's verdict and `waiting`
    for this person's."""
    rows = with_own_code(person, visible_answers(person).filter(edition=edition))
    own = Count("pk", filter=Q(state=Answer.State.IN_REVIEW, own_code=True))
    counts: dict[str, int] = rows.aggregate(**BY_STATE, own=own)
    return {**counts, "waiting": counts["in_review"] - counts["own"]}


def filters_of(data: QueryDict) -> QueryDict:
    """The queue's filters of an address, to be carried along from answer to answer."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if data.get(name):
            kept[name] = str(data[name])
    return kept


@dataclass(frozen=True)
class Place:
    """Where an answer stands in the filtered queue; number 0 where it does not wait there."""

    number: int
    of: int
    previous: int | None
    next: int | None


def place_of(answer: Answer, person: User, kept: QueryDict) -> Place:
    """Round and round: after the last comes the first."""
    rows = AnswerFilter(kept, queryset=review_queue(answer.edition, person)).qs
    keys = list(rows.values_list("pk", flat=True))
    if answer.pk not in keys:
        return Place(0, len(keys), None, keys[0] if keys else None)
    at = keys.index(answer.pk)
    if len(keys) == 1:
        return Place(1, 1, None, None)
    return Place(at + 1, len(keys), keys[at - 1], keys[(at + 1) % len(keys)])
