"""The content of the page of types and groups as a kept part: a function of its run."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from scoring.analysis.profile import Profile, profile
from scoring.analysis.profile_markup import city_list, quadrant_points
from scoring.analysis.quadrant_figure import quadrant_figure
from scoring.models import Node, ScoreRun
from scoring.models.tree import SCORED_CODES
from scoring.rendered.links import CityLinks
from scoring.rendered.part import Facts, Part, facts_of_run

QUADRANTS = {
    1: gettext_lazy("I: rich, strong"),
    2: gettext_lazy("II: poor, strong"),
    3: gettext_lazy("III: poor, weak"),
    4: gettext_lazy("IV: rich, weak"),
}


def profile_part(run: ScoreRun) -> Part:
    """Types, quadrants, groups, mismatch and variance of a run that ranks some city."""
    facts: Facts = {"run": facts_of_run(run)}
    return Part("scoring/analysis/profile.html#body", facts, lambda: _body(run))


def _body(run: ScoreRun) -> dict[str, Any]:
    found = profile(run)
    figure = quadrant_figure(found)
    links = CityLinks(run.edition.code, f"?basis={run.basis}")
    names = {node.code: node.name for node in Node.objects.filter(level__lte=1)}
    return {
        "profile": found,
        "edition": run.edition,
        "types": [(label, len(cities), city_list(cities, links)) for label, cities in found.types],
        "figure": figure,
        "points": quadrant_points(figure, links),
        "quadrants": _quadrants(found),
        "columns": [names.get(code, code) for code in SCORED_CODES],
        "groups": _titled(found),
        "variances": [(names.get(str(code), code), variance) for code, variance in found.variances],
    }


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
