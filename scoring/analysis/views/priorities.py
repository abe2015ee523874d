from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.analysis.filters import PriorityFilter
from scoring.words.answers import counted_words
from surveys.coding.selectors import review_queue
from surveys.coding.states import CellState, bare_states
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.models import Answer, ReviewPriority
from surveys.paging import page_of
from surveys.permissions import Action, visible_answers
from surveys.sheets.columns import NOTHING

PAGE = 50
FILTERS = ("q", "province", "region", "level", "question")


@dataclass(frozen=True)
class PriorityLine:
    """An open answer with what it is, what it could be, and what that would change."""

    item: ReviewPriority
    answer: Answer | None
    sent: CellState | None

    @property
    def value(self) -> str:
        if self.answer is None and self.item.value is None:
            return NOTHING
        return counted_words(self.item.question, self.item.value)

    @property
    def other(self) -> str:
        return counted_words(self.item.question, self.item.other_value)


@require_safe
@guarded(Action.REVIEW_ANSWER)
def priorities_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What waits for this person's verdict by what it would change, the most important first: a
    queue. `all` shows what is open otherwise too: own, returned, not settled by its coders."""
    row, person = edition_of(edition), person_of(request)
    rows = ReviewPriority.objects.filter(edition=row).select_related("city", "question")
    own = {name: OuterRef(name) for name in ("city", "question")}
    waiting = rows.filter(Exists(review_queue(row, person).order_by().filter(**own)))
    shown = rows if request.GET.get("all") else waiting
    found = PriorityFilter(request.GET, queryset=shown)
    page = page_of(request, found.qs, PAGE)
    cities = [item.city_id for item in page]
    seen = visible_answers(person).filter(edition=row, city__in=cities)
    answers = {(answer.city_id, answer.question_id): answer for answer in seen}
    sent = bare_states(row, person, set(cities))
    lines = [
        PriorityLine(item, answers.get(key), sent.get(key))
        for item in page
        for key in [(item.city_id, item.question_id)]
    ]
    context = {
        "edition": row,
        "basis": "provisional",
        "filter": found,
        "narrowed": any(request.GET.get(name) for name in FILTERS),
        "page": page,
        "rows": lines,
        "first": lines[0].answer if lines and not request.GET.get("all") else None,
        "counts": {"waiting": waiting.count(), "all": rows.count()},
        "all": bool(request.GET.get("all")),
        "kept": _kept(request.GET).urlencode(),
        "behind": rows.exclude(inputs_version=row.inputs_version).exists(),
    }
    return render(request, "scoring/analysis/priorities.html", context)


def _kept(data: QueryDict) -> QueryDict:
    """What leads from answer to answer in this order, narrowed as the list is."""
    kept = QueryDict("by=effect", mutable=True)
    for name in FILTERS:
        if data.get(name):
            kept["city" if name == "q" else name] = str(data[name])
    return kept
