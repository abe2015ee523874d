from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from scoring.analysis.profile import Profile, profile
from scoring.analysis.quadrant_figure import quadrant_figure
from scoring.models import Node
from scoring.models.tree import SCORED_CODES
from scoring.runs.lookup import bases_of, basis_of
from scoring.runs.selectors import newest_run
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.permissions import Action

QUADRANTS = {
    1: gettext_lazy("I: rich, strong"),
    2: gettext_lazy("II: poor, strong"),
    3: gettext_lazy("III: poor, weak"),
    4: gettext_lazy("IV: rich, weak"),
}


@require_safe
@guarded(Action.SEE_RESULTS)
def profile_page(request: HttpRequest, edition: str) -> HttpResponse:
    """Types, quadrants, groups, mismatch and variance of the newest run."""
    row = edition_of(edition)
    basis = basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    found = profile(run) if run and run.cities_ranked else None
    names = {node.code: node.name for node in Node.objects.filter(level__lte=1)}
    context = {
        "edition": row,
        "basis": basis,
        "bases": bases_of(request),
        "run": run,
        "profile": found,
        "columns": [names.get(code, code) for code in SCORED_CODES],
        "groups": _titled(found) if found else [],
        "variances": [(names.get(str(code), code), part) for code, part in found.variances]
        if found
        else [],
        "figure": quadrant_figure(found) if found else None,
        "quadrants": _quadrants(found) if found else [],
    }
    return render(request, "scoring/analysis/profile.html", context)


def _titled(found: Profile) -> list[tuple[str, object]]:
    titles = {
        "region": _("By region"),
        "level": _("By administrative level"),
        "provinces": _("Two groups of provinces (not river basins; Sichuan is in both)"),
        "province": pgettext("means of groups", "By province"),
    }
    return [(title, found.groups[key]) for key, title in titles.items()]


def _quadrants(found: Profile) -> list[tuple[int, object, int, float]]:
    """Number, words, count and share of each quadrant."""
    every = sum(count for _number, count in found.quadrant_counts) or 1
    return [
        (number, QUADRANTS[number], count, count / every) for number, count in found.quadrant_counts
    ]
