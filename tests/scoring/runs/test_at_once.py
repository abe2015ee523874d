"""Several processes that compute the same at the same moment, each over its own connection."""

from __future__ import annotations

import pytest

from scoring import tasks
from scoring.models import Basis, CityScore, Heartbeat, ScoreRun
from scoring.runs.services import edition_recompute
from surveys.models import Edition
from tests.at_once import at_once
from tests.builders import make_city, make_edition
from tests.scoring.rows import fill_values, make_index

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = 4
CITIES = 5


@pytest.fixture
def edition(db: None) -> Edition:
    make_index()
    for _ in range(CITIES):
        make_city()
    edition = make_edition("2025-test", inputs_version=1)
    fill_values(edition)
    return edition


def test_one_run_of_each_basis_is_stored(edition: Edition) -> None:
    outcomes = at_once([lambda: edition_recompute(edition_id=edition.pk)] * PROCESSES)
    assert outcomes == {"done": PROCESSES}
    assert sorted(ScoreRun.objects.values_list("basis", flat=True)) == sorted(Basis.values)
    assert CityScore.objects.count() == len(Basis) * CITIES


def test_several_sweeps_are_harmless(edition: Edition) -> None:
    assert at_once([tasks.sweep] * PROCESSES) == {"done": PROCESSES}
    assert ScoreRun.objects.count() == len(Basis)
    assert Heartbeat.objects.count() == 1
