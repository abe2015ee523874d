"""Rows of the scoring side for tests, written past the services like those of `tests.builders`."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.db.models import Model

from scoring.index.method.method import Method
from scoring.models import (
    Basis,
    CityScore,
    Indicator,
    IndicatorValue,
    MethodVersion,
    Node,
    ScoreRun,
    Variable,
)
from scoring.reference.services import method_load, tree_load, variables_load
from scoring.runs import inputs
from scoring.runs.inputs import CityKeys
from surveys.models import City, Edition, Question
from surveys.open_edition import edition_touch
from surveys.reference.row import file_rows
from surveys.reference.services import questions_load
from surveys.reference_state import reference_changed

FOLDER = Path(settings.BASE_DIR) / "fixtures/reference"
FIELDS = ("composite", "resource", "management", "compensation", "market")


# In the order of their keys to each other.
_INDEX: tuple[type[Model], ...] = (Question, Variable, Node, Indicator, MethodVersion)
_kept: dict[type[Model], list[Model]] = {}


def make_index() -> MethodVersion:
    """The product's own indicators, variables, questions and default method; no cities.

    Loaded once a process, a row after the other, and from then on stored a table at a time:
    hundreds of tests ask for it.
    """
    if any(model._base_manager.exists() for model in _INDEX):
        return _index_load()
    if not _kept:
        method = _index_load()
        _kept.update({model: [*model._base_manager.order_by("pk")] for model in _INDEX})
        return method
    for model, rows in _kept.items():
        model._base_manager.bulk_create(copy.deepcopy(rows))
    reference_changed()
    return MethodVersion.objects.get()


def _index_load() -> MethodVersion:
    questions_load(rows=file_rows(FOLDER / "questions.csv"))
    variables_load(rows=file_rows(FOLDER / "variables.csv"))
    tree_load(rows=file_rows(FOLDER / "indicators.csv"))
    return method_load(method=Method.default())


def make_value(
    edition: Edition, city: City, code: str, value: float, **fields: Any
) -> IndicatorValue:
    """In force on both bases, unless `current` or `approved` say otherwise."""
    facts = {"indicator": Indicator.objects.get(code=code), "value": value, "approved": True}
    return IndicatorValue.objects.create(edition=edition, city=city, **{**facts, **fields})


def fill_values(edition: Edition, *, seed: int = 20231130) -> int:
    """Skewed values of every indicator that is not coded, for every city; how many."""
    dice = np.random.default_rng(seed)
    indicators = list(Indicator.objects.exclude(source__in=("survey", "policy_document")))
    cities = list(City.objects.all())
    drawn = dice.lognormal(0.0, 0.8, (len(cities), len(indicators)))
    rows = [
        IndicatorValue(
            edition=edition,
            city=city,
            indicator=indicator,
            value=float(drawn[i, j]),
            approved=True,
        )
        for i, city in enumerate(cities)
        for j, indicator in enumerate(indicators)
    ]
    IndicatorValue.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def make_run(
    edition: Edition, *, basis: str = Basis.APPROVED, unranked: int = 0, **fields: Any
) -> ScoreRun:
    """A stored run of every city: ranks in the order of the adcodes, turned by one place in
    each further column; the last `unranked` cities have none. It holds no block."""
    cities = list(City.objects.order_by("adcode"))
    ranked = len(cities) - unranked
    facts = {
        "method": MethodVersion.objects.first() or method_load(method=Method.default()),
        "inputs_version": edition.inputs_version,
        "input_hash": "0" * 64,
        "code_version": "test",
        "seconds": 0.1,
        "cities_ranked": ranked,
        "block": b"",
    }
    run = ScoreRun.objects.create(edition=edition, basis=basis, **{**facts, **fields})
    CityScore.objects.bulk_create(
        CityScore(run=run, city=city, **_scores(position, ranked))
        for position, city in enumerate(cities)
    )
    return run


def _scores(position: int, ranked: int) -> dict[str, float | int]:
    if position >= ranked:
        return {}
    ranks = {field: (position + turn) % ranked + 1 for turn, field in enumerate(FIELDS)}
    scores: dict[str, float | int] = {field: 100.0 / rank for field, rank in ranks.items()}
    return scores | {f"{field}_rank": rank for field, rank in ranks.items()}


def touching(edition: Edition, times: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the edition change during the first `times` readings; the list counts readings."""
    read, readings = inputs.cities_read, []

    def read_while_others_write() -> CityKeys:
        readings.append(1)
        if len(readings) <= times:
            edition_touch(edition=edition)
        return read()

    monkeypatch.setattr(inputs, "cities_read", read_while_others_write)
    return readings
