from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecoasset.context import Shell
from surveys.guards import guarded, person_of
from surveys.permissions import Action, can
from surveys.selectors import review_queue, round_progress


@require_safe
@guarded(Action.SEE_RESULTS)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person in the edition at hand."""
    person = person_of(request)
    edition = Shell(request).edition
    context: dict[str, object] = {"edition": edition}
    if edition is None or edition.ranks_only:
        return render(request, "pages/home.html", context)
    context["progress"] = round_progress(edition)
    if can(person, Action.CODE_ANSWER):
        context["drafts"] = edition.codes.drafts_of(person).count()
        returned = edition.answers.returned_to(person).select_related("city", "question")
        context["returned"] = list(returned[:20])
    if can(person, Action.REVIEW_ANSWER):
        context["waiting"] = review_queue(edition, person).count()
    return render(request, "pages/home.html", context)


@require_safe
@guarded(Action.SEE_RESULTS)
def help_page(request: HttpRequest) -> HttpResponse:
    """How the work goes, by role, and every key of the keyboard."""
    return render(request, "pages/help.html")
