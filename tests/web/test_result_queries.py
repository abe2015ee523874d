"""Pages of results, and every list of the administration, take as many queries for many cities,
runs and studies as for few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from pytest_django import DjangoDbBlocker

from scoring.analysis.services import edition_prioritise
from scoring.models import CityScore, IndicatorValue, PublishedRank, ScoreRun, Study
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.models import (
    Answer,
    City,
    Code,
    Evidence,
    InfoRequest,
    Organ,
    Question,
    Reply,
    StoredFile,
    TrailEntry,
)
from surveys.open_edition import edition_touch
from surveys.reference.state import reference_changed
from tests.builders import Cast, make_answer, make_cast, make_city, make_edition, make_reply
from tests.scoring.rows import FIELDS
from tests.scoring.scored import compute, make_scored
from tests.web.page import queries
from tests.web.people import browser

pytestmark = pytest.mark.django_db
RESULTS = "/editions/2025-scored"


class Growing:
    """A scored edition that gets more of everything a page of results lists."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.scored = cast, make_scored(4)
        self.edition = self.scored.edition
        self.printed = make_edition("2024-printed", ranks_only=True)
        self.study = self.run = 0

    def grow(self, count: int) -> None:
        for _number in range(count):
            self._city(self.scored.cities[0])
            edition_touch(edition=self.edition)
            run = compute(self.edition)["approved"]
        self._print(run)
        edition_prioritise(edition_id=self.edition.pk)
        self.run, self.study = run.pk, self._study(run).pk

    def _city(self, model: City) -> None:
        """With the model's values, an answer in review and a letter."""
        city = make_city()
        values = IndicatorValue.objects.filter(edition=self.edition, city=model)
        for number, value in enumerate(values):
            value.pk, value.city, value.value = None, city, value.value + number
        IndicatorValue.objects.bulk_create(values)
        question = Question.objects.get(code="gep_standard")
        make_answer(self.edition, city, question, self.cast.coder)
        make_reply(self.edition.rounds.get(), city, logged_by=self.cast.coder)

    def _print(self, run: ScoreRun) -> None:
        PublishedRank.objects.all().delete()
        for score in CityScore.objects.filter(run=run):
            ranks = {field: 100 - getattr(score, f"{field}_rank") for field in FIELDS}
            PublishedRank.objects.create(edition=self.printed, city=score.city, **ranks)
        reference_changed()  # as loading them does

    def _study(self, run: ScoreRun) -> Study:
        Study.objects.update(state=Study.State.DONE)
        parameters = StudyParameters(draws=1000)
        study = study_request(
            actor=self.cast.manager, run=run, kind="monte_carlo", parameters=parameters
        )
        study_block_compute(study_id=study.pk, number=0)
        return study

    def address(self, pattern: str) -> str:
        first = ScoreRun.objects.order_by("pk")[0].pk
        return pattern.format(
            run=self.run, first=first, study=self.study, adcode=self.scored.cities[0].adcode
        )


PAGES = {
    f"{RESULTS}/ranking/": 11,
    f"{RESULTS}/ranking/?sort=-market&q=shiyan&province=省1": 13,
    f"{RESULTS}/ranking/state/": 7,
    "/editions/2024-printed/ranking/?sort=name": 9,
    f"{RESULTS}/cities/{{adcode}}/": 24,
    f"{RESULTS}/published/": 11,
    f"{RESULTS}/published/?moved=1": 11,
    f"{RESULTS}/types/": 11,
    f"{RESULTS}/runs/": 14,
    f"{RESULTS}/priorities/": 10,
    f"{RESULTS}/audit/": 35,
    f"{RESULTS}/values/": 9,
    "/methods/": 8,
    "/runs/{run}/": 8,
    "/runs/{run}/sensitivity/": 11,
    "/runs/{run}/cities/{adcode}/explain/": 16,
    "/runs/compare/?old={run}&new={run}": 14,
    "/studies/{study}/": 11,
    "/studies/{study}/draws/0/": 9,
}
LISTS: dict[str, type[Any]] = {
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/": model
    for model in admin.site._registry
    if model._meta.app_label in ("surveys", "scoring")
}
MOST_IN_A_LIST = 14
# What one more city, run or study makes longer; the other lists are short and stay so.
GROWING: set[type[Any]] = {
    Answer,
    City,
    Code,
    Evidence,
    IndicatorValue,
    InfoRequest,
    Organ,
    PublishedRank,
    Reply,
    ScoreRun,
    StoredFile,
    Study,
    TrailEntry,
}


@dataclass(frozen=True)
class Measured:
    """Queries by address, and rows of each listed model."""

    queries: dict[str, int]
    rows: dict[type[Any], int]


@pytest.fixture(scope="module")
def measured(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Measured, Measured]]:
    """The same addresses with few and with many rows, all in one edition."""
    with django_db_blocker.unblock(), transaction.atomic():
        growing = Growing(make_cast())
        growing.grow(2)
        few = _measure(growing)
        growing.grow(5)
        yield few, _measure(growing)
        transaction.set_rollback(True)


def _measure(growing: Growing) -> Measured:
    client = browser(growing.cast.administrator)
    addresses = {pattern: growing.address(pattern) for pattern in (*PAGES, *LISTS)}
    return Measured(
        {pattern: queries(client, address) for pattern, address in addresses.items()},
        {model: model._default_manager.count() for model in LISTS.values()},
    )


@pytest.mark.parametrize(("pattern", "most"), PAGES.items(), ids=str)
def test_a_page_of_results(measured: tuple[Measured, Measured], pattern: str, most: int) -> None:
    few, many = measured
    assert many.queries[pattern] == few.queries[pattern] <= most


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_the_administration(measured: tuple[Measured, Measured], address: str) -> None:
    few, many = measured
    model = LISTS[address]
    assert many.queries[address] == few.queries[address] <= MOST_IN_A_LIST
    if model in GROWING:
        assert many.rows[model] > few.rows[model]
