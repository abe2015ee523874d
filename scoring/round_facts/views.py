"""The facts of an edition's round, and the cities behind each number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.export.download import download
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition, facts_of_run
from scoring.round_facts.counts import (
    ALL,
    FACT_WORDS,
    KINDS,
    RESTS_WORDS,
    PlaceCounts,
    Words,
    cities_behind,
    counted,
    head_levels,
    place_named,
)
from scoring.round_facts.known import FACTS, Rests, known_facts
from scoring.round_facts.printed import printed_facts
from scoring.round_facts.table import facts_export
from scoring.runs.lookup import bases_of, basis_of, basis_of_file
from scoring.runs.selectors import newest_run
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def facts_page(request: HtmxRequest, edition: str) -> HttpResponse:
    """The seven facts of all cities, by region, level and grouping, and by province."""
    row, basis = edition_of(edition), basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    rests = request.GET.get("rests", "")
    rests = rests if rests in RESTS_WORDS else ""

    def context() -> dict[str, Any]:
        known = known_facts(row, basis)
        [whole] = counted(known, ALL)
        divided = [(words, counted(known, kind, rests)) for kind, words in KINDS.items()]
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "facts": [FACT_WORDS[fact] for fact in FACTS],
            "whole": [(FACT_WORDS[count.fact], count) for count in whole.counts],
            "divided": divided,
            "levels": head_levels(known, run),
            "printed": printed_facts(row, whole, counted(known, "region")),
            "kinds_of_proof": _kinds_of_proof(whole),
            "partly": any(count.answered < count.cities for count in whole.counts),
            "rests": rests,
        }

    facts = facts_of_edition(row), facts_of_run(run)
    return result_page(request, "scoring/round_facts/facts.html", facts, context, basis=basis)


def _kinds_of_proof(whole: PlaceCounts) -> list[tuple[Rests, Words]]:
    """Those that any city's yes rests on: of the others every number is nothing."""
    found = {rests for count in whole.counts for rests, n in count.by_rests.items() if n}
    return [(rests, words) for rests, words in RESTS_WORDS.items() if rests in found]


@require_safe
@guarded(Action.SEE_RESULTS)
def facts_cities(request: HtmxRequest, edition: str, fact: str) -> HttpResponse:
    """The cities that one number of the page counts: those that say yes or no, of a place, and by
    what they rest on."""
    row, basis = edition_of(edition), basis_of(request)
    known = known_facts(row, basis)
    place = place_named(known.cities, request.GET.get("place", ALL))
    rests = request.GET.get("rests", "")
    if fact not in FACTS or place is None or (rests and rests not in RESTS_WORDS):
        raise Http404(_("There is no such fact or place."))
    yes = request.GET.get("answer") != "no"
    context = {
        "edition": row,
        "basis": basis,
        "bases": bases_of(request),
        "fact": FACT_WORDS[fact],
        "yes": yes,
        "place": place,
        "rests": RESTS_WORDS[Rests(rests)] if rests else "",
        "cities": [
            (city, RESTS_WORDS[known.rests_on(fact, city.pk)])
            for city in cities_behind(known, fact, place, rests, yes=yes)
        ],
    }
    return render(request, "scoring/round_facts/cities.html", context)


@require_safe
@guarded(Action.EXPORT)
def facts_file(request: HtmxRequest, edition: str) -> HttpResponse:
    row, basis = edition_of(edition), basis_of_file(request)
    return download(facts_export(row, basis, known_facts(row, basis)))
