"""The reviewer's queue: its filters travel along, and every answer knows its place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from surveys.coding.broken import with_broken
from surveys.coding.filters import AnswerFilter, EffectFilter, SentFilter
from surveys.coding.selectors import effect_queue, review_queue
from surveys.coding.sent_cells import cells_of, sent_cells
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Answer, Edition, User
from surveys.models.querysets import BY_STATE
from surveys.paging import page_of
from surveys.permissions import Action, visible_answers, with_own_code
from surveys.rounds.unanswered import unanswered_count

FILTERS = ("province", "question", "coder", "city")
# Beside the states of an answer: readings that were sent and have no answer yet.
UNANSWERED = "unanswered"
# An address that leads through the answers by their effect carries what its list is narrowed by.
BY_EFFECT = "effect"
CARRIED = ("by", *FILTERS, "region", "level")


@require_safe
@guarded(Action.REVIEW_ANSWER)
def queue(request: HttpRequest, edition: str) -> HttpResponse:
    """Answers by state, or the readings without one; those waiting leave out what this person
    coded, unless `all` are asked for."""
    row, person = edition_of(edition), person_of(request)
    state = request.GET.get("state", "")
    if state not in (*Answer.State.values, UNANSWERED):
        state = Answer.State.IN_REVIEW
    chosen: Any
    if state == UNANSWERED:
        chosen = SentFilter(request.GET, queryset=sent_cells(row), request=request)
    else:
        rows = with_broken(_answers(row, person, state, everybody="all" in request.GET))
        chosen = AnswerFilter(request.GET, queryset=rows, request=request)
    page = page_of(request, chosen.qs)
    context = {
        "edition": row,
        "state": state,
        "everybody": "all" in request.GET,
        "filter": chosen,
        "page": page,
        "cells": cells_of(row, page) if state == UNANSWERED else [],
        "counts": _counts(row, person),
        "query": filters_of(request.GET, FILTERS).urlencode(),
    }
    return render(request, "surveys/coding/review.html", context)


def _answers(edition: Edition, person: User, state: str, *, everybody: bool) -> QuerySet[Answer]:
    if state == Answer.State.IN_REVIEW and not everybody:
        return review_queue(edition, person)
    rows: QuerySet[Answer] = visible_answers(person).filter(edition=edition, state=state)
    return rows.select_related("city", "question", "submission__code__coder").order_by(
        "-updated_at"
    )


def _counts(edition: Edition, person: User) -> dict[str, int]:
    """Of every state; of those in review, `own` waits for somebody else's verdict and `waiting`
    for this person's."""
    rows = with_own_code(person, visible_answers(person).filter(edition=edition))
    own = Count("pk", filter=Q(state=Answer.State.IN_REVIEW, own_code=True))
    counts: dict[str, int] = rows.aggregate(**BY_STATE, own=own)
    waiting = counts["in_review"] - counts["own"]
    return {**counts, "waiting": waiting, "unanswered": unanswered_count(edition).all}


def filters_of(data: QueryDict, names: Sequence[str] = CARRIED) -> QueryDict:
    """The queue's filters of an address, to be carried along from answer to answer."""
    kept = QueryDict(mutable=True)
    for name in names:
        if data.get(name):
            kept[name] = str(data[name])
    return kept


def _queue(edition: Edition, person: User, kept: QueryDict) -> QuerySet[Answer]:
    if kept.get("by") == BY_EFFECT:
        queue = EffectFilter(kept, queryset=effect_queue(edition, person))
    else:
        queue = AnswerFilter(kept, queryset=review_queue(edition, person))
    rows: QuerySet[Answer] = queue.qs
    return rows


def list_of(edition: Edition, kept: QueryDict) -> str:
    """The address of the list that an answer was opened from, narrowed as it was."""
    if kept.get("by") != BY_EFFECT:
        page, query = reverse("review", args=[edition.code]), kept
    else:
        page, query = reverse("priorities", args=[edition.code]), kept.copy()
        del query["by"]
        if city := query.pop("city", None):
            query.setlist("q", city)
    return f"{page}?{query.urlencode()}" if query else page


@dataclass(frozen=True)
class Place:
    """Where an answer stands in the filtered queue; number 0 where it does not wait there."""

    number: int
    of: int
    previous: int | None
    next: int | None


def place_of(answer: Answer, person: User, kept: QueryDict) -> Place:
    """Round and round: after the last comes the first."""
    keys = list(_queue(answer.edition, person, kept).values_list("pk", flat=True))
    if answer.pk not in keys:
        return Place(0, len(keys), None, keys[0] if keys else None)
    at = keys.index(answer.pk)
    if len(keys) == 1:
        return Place(1, 1, None, None)
    return Place(at + 1, len(keys), keys[at - 1], keys[(at + 1) % len(keys)])


def place_words(place: Place, kept: QueryDict) -> str:
    facts = {"n": place.number or place.of, "of": place.of}
    if not place.number:
        return ngettext("%(n)s answer waits", "%(n)s answers wait", place.of) % facts
    if kept.get("by") == BY_EFFECT:
        return _("%(n)s of %(of)s by effect") % facts
    return (_("%(n)s of %(of)s, filtered") if kept else _("%(n)s of %(of)s")) % facts
