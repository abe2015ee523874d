"""Beside an answer: the ranks that it moves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from scoring.analysis.answer_ranks import answer_ranks
from scoring.models import Basis
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import bases_of
from scoring.runs.selectors import newest_run, run_is_behind
from scoring.words.reasons import UNREADABLE
from surveys.guards import guarded, person_of
from surveys.models import Answer
from surveys.permissions import Action, visible_answers


@require_safe
@guarded(Action.SEE_ANSWERS)
def answer_ranks_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the approved basis, or of the provisional one for an answer that is undecided where this
    person may see it."""
    rows = visible_answers(person_of(request)).select_related("edition", "city", "question")
    answer = get_object_or_404(rows, pk=pk)
    decided = answer.state == Answer.State.APPROVED
    basis = Basis.APPROVED if decided else bases_of(request)[-1]
    run = newest_run(answer.edition, basis)
    told, refusal = None, ""
    try:
        told = answer_ranks(run, answer) if run else None
    except BrokenBlock:
        refusal = str(UNREADABLE)
    context = {
        "answer": answer,
        "run": run,
        "told": told,
        "refusal": refusal,
        "behind": run_is_behind(answer.edition, run),
    }
    return render(request, "scoring/analysis/_answer_ranks.html", context)
