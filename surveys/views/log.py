"""Finding the city to work on, by keyboard."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.guards import guarded, person_of
from surveys.models import City, Edition, Reply
from surveys.permissions import Action
from surveys.querysets import NEAR
from surveys.views.lookup import edition_of, page_of

MOST_FOUND, MOST_NEAR = 24, 6


@require_safe
@guarded(Action.LOG_REPLY)
def log_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Search box, what came in last, and what came back to this person."""
    row, person = edition_of(edition), person_of(request)
    replies = (
        Reply.objects.of(row)
        .standing()
        .select_related("request__organ__city", "outcome", "logged_by")
        .annotate(documents=Count("evidence"))
        .order_by("-logged_at", "-pk")
    )
    own = {"edition": row, "coder": person}
    drafts = (
        City.objects.filter(codes__in=row.codes.drafts_of(person))
        .annotate(open_codes=Count("codes", filter=Q(**_prefixed(own), codes__state="draft")))
        .order_by("adcode")
    )
    context = {
        "edition": row,
        "page": page_of(request, replies, 20),
        "drafts": list(drafts.distinct()[:30]),
        "returned": list(row.answers.returned_to(person).select_related("city", "question")[:30]),
        **_found(row, request.GET.get("q", "")),
    }
    return render(request, "surveys/log.html", context)


@require_safe
@guarded(Action.LOG_REPLY)
def log_search(request: HttpRequest, edition: str) -> HttpResponse:
    """The fragment under the search box."""
    row = edition_of(edition)
    context = {"edition": row, **_found(row, request.GET.get("q", ""))}
    return render(request, "surveys/_found.html", context)


def _prefixed(facts: dict[str, Any]) -> dict[str, Any]:
    return {f"codes__{name}": value for name, value in facts.items()}


def _found(edition: Edition, text: str) -> dict[str, Any]:
    """Best matches with the number of replies each city has in this edition."""
    here = Q(organs__requests__round__edition=edition)
    standing = Q(organs__requests__replies__withdrawn=False)
    replies = Count("organs__requests__replies", filter=here & standing)
    rows = City.objects.matching(text).annotate(reply_count=replies)
    found = list(rows[: MOST_FOUND + 1])
    for city in found:
        city.is_near = city.match == NEAR
    more = len(found) > MOST_FOUND
    if found and not found[0].is_near:
        near = [city for city in found if city.is_near]
        found = [city for city in found if city not in near[MOST_NEAR:]]
    return {"q": text.strip(), "found": found[:MOST_FOUND], "found_more": more}
