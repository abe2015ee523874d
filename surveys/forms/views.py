"""What the forms of several capabilities ask the server while somebody types."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from surveys.errors import Refused
from surveys.forms.dates import near_today
from surveys.forms.days import Near, day_read
from surveys.guards import guarded
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def date_typed(request: HttpRequest) -> JsonResponse:
    """A date as typed: its ISO form as `iso`, or what is wrong with it as `error`."""
    near = Near(_bound(request.GET.get("since", "")), _bound(request.GET.get("until", "")))
    try:
        day = day_read(request.GET.get("text", ""), near_today(near))
    except Refused as refusal:
        answer = JsonResponse({"error": refusal.message})
    else:
        answer = JsonResponse({"iso": day.isoformat()})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _bound(text: str) -> datetime.date | None:
    """An ISO date, or a year for its first day; None for anything else."""
    try:
        return datetime.date.fromisoformat(f"{text}-01-01" if len(text) == 4 else text)
    except ValueError:
        return None
