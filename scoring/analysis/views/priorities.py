from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.analysis.filters import PriorityFilter
from scoring.words.answers import counted_words
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Answer, ReviewPriority
from surveys.paging import page_of
from surveys.permissions import Action, visible_answers

PAGE = 50
FILTERS = ("q", "province", "region", "level", "question")


@dataclass(frozen=True)
class PriorityLine:
    """An open answer with what it is, what it could be, and what that would change."""

    item: ReviewPriority
    answer: Answer | None

    @property
    def value(self) -> str:
        return counted_words(self.item.question, self.item.value)

    @property
    def other(self) -> str:
        return counted_words(self.item.question, self.item.other_value)


@require_safe
@guarded(Action.REVIEW_ANSWER)
def priorities_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Open answers by what they would change, the most important first."""
    row = edition_of(edition)
    rows = ReviewPriority.objects.filter(edition=row).select_related("city", "question")
    found = PriorityFilter(request.GET, queryset=rows)
    page = page_of(request, found.qs, PAGE)
    cities = [item.city_id for item in page]
    seen = visible_answers(person_of(request)).filter(edition=row, city__in=cities)
    answers = {(answer.city_id, answer.question_id): answer for answer in seen}
    context = {
        "edition": row,
        "basis": "provisional",
        "filter": found,
        "narrowed": any(request.GET.get(name) for name in FILTERS),
        "page": page,
        "rows": [
            PriorityLine(item, answers.get((item.city_id, item.question_id))) for item in page
        ],
        "behind": rows.exclude(inputs_version=row.inputs_version).exists(),
    }
    return render(request, "scoring/analysis/priorities.html", context)
