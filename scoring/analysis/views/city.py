from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.analysis.city_sheet import city_sheet
from scoring.models import CityScore, Indicator, PublishedRank
from scoring.models.run import score_labels
from scoring.models.tree import SCORED_FIELDS
from scoring.runs.lookup import bases_of, basis_of
from scoring.runs.rank_rows import Coverage, RankCell, rank_row
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.guards import guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import City, Edition
from surveys.permissions import Action, can, visible_evidence
from surveys.rounds.selectors import replies_of


@require_safe
@guarded(Action.SEE_RESULTS)
def city_page(request: HttpRequest, edition: str, adcode: str) -> HttpResponse:
    """A city's ranks, every indicator with what it rests on, its replies and evidence."""
    row = edition_of(edition)
    city = city_of(adcode)
    person = person_of(request)
    basis = basis_of(request)
    run = None if row.ranks_only else newest_run(row, basis)
    score = CityScore.objects.filter(run=run, city=city).first() if run else None
    context: dict[str, Any] = {
        "edition": row,
        "city": city,
        "basis": basis,
        "bases": bases_of(request),
        "run": run,
        "behind": run_is_behind(row, run),
        "ranks": _ranks(score) if score else [],
        "coverage": Coverage(score.indicators_present, Indicator.objects.count())
        if score
        else None,
        "domains": city_sheet(run, city, person) if run and score else [],
        "published": _published(row, city),
        "replies": replies_of(row, city, person).standing()
        if can(person, Action.SEE_ANSWERS)
        else [],
        "documents": visible_evidence(person)
        .filter(edition=row, city=city, reply=None)
        .select_related("file"),
        "kept": 0
        if can(person, Action.SEE_EVIDENCE)
        else row.evidence.filter(city=city, personal=False).count(),
        "may_log": can(person, Action.LOG_REPLY, row),
        "may_code": can(person, Action.CODE_ANSWER, row),
    }
    return render(request, "scoring/analysis/city.html", context)


def _ranks(score: CityScore) -> list[tuple[object, RankCell]]:
    return list(zip(score_labels(), rank_row(score, 0).cells, strict=True))


def _published(edition: Edition, city: City) -> list[tuple[object, RankCell]]:
    row = PublishedRank.objects.filter(edition=edition, city=city).first()
    if row is None:
        return []
    ranks = [RankCell(getattr(row, name), None) for name in SCORED_FIELDS]
    return list(zip(score_labels(), ranks, strict=True))
