from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.blind import withheld
from scoring.analysis.profile import Profile, profile
from scoring.models import Basis, Node
from scoring.models.tree import SCORED_CODES
from scoring.selectors import newest_run
from scoring.views.ranking import basis_of
from surveys.guards import guarded
from surveys.models import Edition
from surveys.permissions import Action

WIDTH, HEIGHT, MARGIN = 640, 420, 40


@require_safe
@guarded(Action.SEE_RESULTS)
def profile_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Types, quadrants, groups, mismatch and variance of the newest run.

    Its means of small groups and its figure tell scores, so that it is closed as a whole
    where this person may not see some of them.
    """
    row = get_object_or_404(Edition, code=edition)
    basis = basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    closed = bool(run and withheld(run, request.user))
    found = profile(run) if run and run.cities_ranked and not closed else None
    names = {node.code: node.name for node in Node.objects.filter(level__lte=1)}
    context = {
        "edition": row,
        "basis": basis,
        "bases": Basis,
        "run": run,
        "closed": closed,
        "profile": found,
        "columns": [names.get(code, code) for code in SCORED_CODES],
        "groups": _titled(found) if found else [],
        "variances": [(names.get(str(code), code), part) for code, part in found.variances]
        if found
        else [],
        "points": _points(found) if found else [],
        "axes": _axes(found) if found else {},
    }
    return render(request, "scoring/profile.html", context)


def _titled(found: Profile) -> list[tuple[str, object]]:
    titles = {
        "region": _("By region"),
        "level": _("By administrative level"),
        "provinces": _("Two groups of provinces (not river basins; Sichuan is in both)"),
        "province": _("By province"),
    }
    return [(title, found.groups[key]) for key, title in titles.items()]


def _scale(value: float, low: float, high: float, length: int) -> float:
    return MARGIN + (value - low) / ((high - low) or 1.0) * (length - 2 * MARGIN)


def _bounds(found: Profile) -> tuple[float, float, float, float]:
    scored = [city for city in found.cities if city.quadrant]
    x, y = [city.resource for city in scored], [city.realisation for city in scored]
    return min(x, default=0), max(x, default=1), min(y, default=0), max(y, default=1)


def _points(found: Profile) -> list[dict[str, object]]:
    """Circles of the quadrant figure: place in pixels, and the city they stand for."""
    left, right, bottom, top = _bounds(found)
    return [
        {
            "x": round(_scale(city.resource, left, right, WIDTH), 1),
            "y": round(HEIGHT - _scale(city.realisation, bottom, top, HEIGHT), 1),
            "city": city,
        }
        for city in found.cities
        if city.quadrant
    ]


def _axes(found: Profile) -> dict[str, float]:
    left, right, bottom, top = _bounds(found)
    return {
        "x": round(_scale(found.split[0], left, right, WIDTH), 1),
        "y": round(HEIGHT - _scale(found.split[1], bottom, top, HEIGHT), 1),
        "width": WIDTH,
        "height": HEIGHT,
    }
