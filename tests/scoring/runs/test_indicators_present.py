"""What an upgrade fills in of runs that were stored before the number was kept."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from scoring.models import Basis, CityScore, ScoreRun
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db
migration = import_module("scoring.migrations.0005_fill_indicators_present")


def _numbers(run: ScoreRun) -> list[int | None]:
    rows = CityScore.objects.filter(run=run).order_by("city__adcode")
    return list(rows.values_list("indicators_present", flat=True))


def test_a_stored_run_gets_the_numbers_of_its_own_block(
    scored_world: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "MOST_IN_ONE_QUERY", 5)
    old, kept = scored_world.run, scored_world.runs[Basis.PROVISIONAL.value]
    before = _numbers(old)
    assert None not in before
    CityScore.objects.filter(run=old).update(indicators_present=None)
    CityScore.objects.filter(run=kept).update(indicators_present=1)
    migration.fill(apps, connection.SchemaEditorClass(connection))
    assert _numbers(old) == before
    assert set(_numbers(kept)) == {1}, "what a run has already stays"


def test_a_damaged_block_stops_no_upgrade(
    scored_world: Scored, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = scored_world.runs.values()
    type(broken).objects.filter(pk=broken.pk).update(block=b"no archive")
    before = _numbers(whole)
    CityScore.objects.update(indicators_present=None)
    migration.fill(apps, connection.SchemaEditorClass(connection))
    assert set(_numbers(broken)) == {None}
    assert _numbers(whole) == before
    assert f"run {broken.pk} keeps no number" in caplog.text
