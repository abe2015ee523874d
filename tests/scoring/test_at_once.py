"""Several processes that compute the same at the same moment, each over its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from scoring import tasks
from scoring.models import Basis, CityScore, Heartbeat, ScoreRun
from scoring.services.run import edition_recompute
from surveys.models import Edition
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


def _all_at_once(deed: Callable[[], object]) -> list[Exception]:
    """Do it in every thread from the same moment; what went wrong."""
    barrier = threading.Barrier(PROCESSES)
    errors: list[Exception] = []

    def act() -> None:
        barrier.wait()
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_one_run_of_each_basis_is_stored(edition: Edition) -> None:
    assert _all_at_once(lambda: edition_recompute(edition_id=edition.pk)) == []
    assert sorted(ScoreRun.objects.values_list("basis", flat=True)) == sorted(Basis.values)
    assert CityScore.objects.count() == len(Basis) * CITIES


def test_several_sweeps_are_harmless(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.prioritise, "delay", lambda _edition_id: None)
    assert _all_at_once(tasks.sweep) == []
    assert ScoreRun.objects.count() == len(Basis)
    assert Heartbeat.objects.count() == 1
