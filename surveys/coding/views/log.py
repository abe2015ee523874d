"""Finding the city to work on, by keyboard; what came in, and what waits for this person."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.coding.book.again import submissions_again
from surveys.coding.next_city import CityToCode, cities_to_code, cities_with_drafts
from surveys.coding.pending import returned_answers
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import City, Edition, Evidence, Reply
from surveys.models.querysets import NEAR
from surveys.paging import page_of
from surveys.permissions import Action
from surveys.rounds.filters import ReplyFilter
from surveys.rounds.selectors import OUTCOMES

MOST_FOUND, MOST_NEAR, PAGE = 24, 6, 20
LISTS = ("replies", "open", "returned", "drafts", "again")


@require_safe
@guarded(Action.LOG_REPLY)
def log_page(request: HttpRequest, edition: str) -> HttpResponse:
    """The search box above the logged replies."""
    return _page(request, edition, "replies")


@require_safe
@guarded(Action.CODE_ANSWER)
def coding_page(request: HttpRequest, edition: str) -> HttpResponse:
    """The search box above the answers that this person has to finish."""
    return _page(request, edition, "drafts")


def _page(request: HttpRequest, edition: str, first: str) -> HttpResponse:
    """One of five lists: replies, cities to code, what came back, drafts, what a changed rule
    asks to code again; `first` where the address names none."""
    row, person = edition_of(edition), person_of(request)
    shown = request.GET.get("show", "")
    shown = shown if shown in LISTS else first
    chosen = ReplyFilter(request.GET, queryset=_replies(row), request=request)
    returned, drafts = returned_answers(row, person), cities_with_drafts(row, person)
    uncoded, again = cities_to_code(row, person), submissions_again(row, person)
    lists: dict[str, QuerySet[Any] | list[CityToCode]] = {
        "replies": chosen.qs,
        "open": uncoded,
        "returned": returned,
        "drafts": drafts,
        "again": again.select_related("code__city", "code__question"),
    }
    context = {
        "edition": row,
        "show": shown,
        "page": page_of(request, lists[shown], PAGE),
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "counts": {
            "replies": Reply.objects.of(row).standing().count(),
            "returned": returned.count(),
            "open": len(uncoded),
            "drafts": row.codes.drafts_of(person).count(),
            "again": again.count(),
        },
        **_found(row, request.GET.get("q", "")),
    }
    return render(request, "surveys/coding/log.html", context)


def _replies(edition: Edition) -> QuerySet[Reply]:
    return (
        Reply.objects.of(edition)
        .standing()
        .select_related("city", "organ", "round", "logged_by")
        .prefetch_related(OUTCOMES)
        .annotate(documents=_counted(Evidence.objects.all(), "reply"))
        .order_by("-received_on", "-pk")
    )


def _counted(rows: QuerySet[Any], way: str) -> Coalesce:
    """How many of the rows lead to the outer row; counted for those that are shown alone."""
    here = rows.order_by().filter(**{way: OuterRef("pk")}).values(way)
    return Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), 0)


@require_safe
@guarded(Action.LOG_REPLY)
def log_search(request: HttpRequest, edition: str) -> HttpResponse:
    """The fragment under the search box."""
    row = edition_of(edition)
    context = {"edition": row, **_found(row, request.GET.get("q", ""))}
    return render(request, "surveys/_finder.html#found", context)


def _found(edition: Edition, text: str) -> dict[str, Any]:
    """Best matches with the number of replies each city has in this edition."""
    replies = _counted(Reply.objects.of(edition).standing(), "city")
    rows = City.objects.matching(text).annotate(reply_count=replies)
    found = list(rows[: MOST_FOUND + 1])
    for city in found:
        city.is_near = city.match == NEAR
    more = len(found) > MOST_FOUND
    if found and not found[0].is_near:
        near = [city for city in found if city.is_near]
        found = [city for city in found if city not in near[MOST_NEAR:]]
    return {"q": text.strip(), "found": found[:MOST_FOUND], "found_more": more}
