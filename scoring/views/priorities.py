from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from surveys.guards import guarded, person_of
from surveys.models import Edition, ReviewPriority
from surveys.permissions import Action, visible_answers

PAGE = 50


@require_safe
@guarded(Action.REVIEW_ANSWER)
def priorities_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Open answers by what they would change, the most important first."""
    row = get_object_or_404(Edition, code=edition)
    rows = ReviewPriority.objects.filter(edition=row).select_related("city", "question")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    cities = [item.city_id for item in page]
    found = visible_answers(person_of(request)).filter(edition=row, city__in=cities)
    answers = {(answer.city_id, answer.question_id): answer for answer in found}
    context = {
        "edition": row,
        "page": page,
        "rows": [(item, answers.get((item.city_id, item.question_id))) for item in page],
        "behind": rows.exclude(inputs_version=row.inputs_version).exists(),
    }
    return render(request, "scoring/priorities.html", context)
