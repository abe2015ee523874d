from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecoasset.context import Shell
from ecoasset.pages.next_steps import next_steps
from surveys.coding.pending import pending_of, returned_answers
from surveys.guards import guarded, person_of
from surveys.permissions import Action, can
from surveys.rounds.selectors import round_progress

MOST_RETURNED = 8


@require_safe
@guarded(Action.SEE_RESULTS)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person in every open edition, and the edition at hand."""
    person = person_of(request)
    edition = Shell(request).edition
    pending = pending_of(person)
    context: dict[str, object] = {"edition": edition, "pending": pending}
    if edition is None or edition.ranks_only:
        return render(request, "pages/home.html", context)
    context["progress"] = round_progress(edition)
    context["steps"] = next_steps(person, edition, timezone.localdate())
    if can(person, Action.CODE_ANSWER, edition):
        here = next((row for row in pending if row.edition == edition), None)
        context["returned"] = list(returned_answers(edition, person)[:MOST_RETURNED])
        context["returned_count"] = here.returned if here else 0
    return render(request, "pages/home.html", context)
