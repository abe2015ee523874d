"""The periodic sweep goes on whatever the clock says, and `./run` notices where it does not."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler
from django.utils import timezone

from ecoasset.celery import app
from ecoasset.launch.sweep import SHORTEST_PATIENCE, SWEEPS, SweepWatch
from ecoasset.paths import DataFolder
from ecoasset.upkeep import beat
from ecoasset.upkeep.beat import SteadyScheduler, SweepSeen
from scoring.models import Heartbeat
from scoring.runs.sweep import SWEEP, sweep_stamp
from tests.engines.background import Engine, wait_until

A_YEAR = datetime.timedelta(days=365)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages of a beat, as there is no broker."""
    names: list[str] = []
    monkeypatch.setattr(beat, "task_hint", names.append)
    return names


@pytest.mark.django_db
def test_a_last_run_in_the_future_holds_up_nothing(sent: list[str]) -> None:
    scheduler = SteadyScheduler(app=app)
    for entry in scheduler.schedule.values():
        entry.last_run_at = timezone.now() + A_YEAR
    assert scheduler.tick() > 0
    assert sorted(sent) == sorted(entry.task for entry in scheduler.schedule.values())
    scheduler.tick()
    assert len(sent) == len(scheduler.schedule), "not again before its interval is over"


@pytest.mark.django_db
def test_each_interval_is_sent_by_the_monotonic_clock(
    sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = SteadyScheduler(app=app)
    interval = scheduler.schedule["sweep"].schedule.run_every.total_seconds()
    now = 1000.0
    monkeypatch.setattr(beat.time, "monotonic", lambda: now)
    for _ in range(4):
        scheduler.tick()
        now += interval
    assert sent.count("scoring.sweep") == 4


@pytest.mark.django_db
def test_the_mark_is_renewed_by_another_stamp_and_not_by_a_date(tmp_path: Path) -> None:
    seen = SweepSeen(tmp_path / "sweep")
    seen.look()
    assert not seen.mark.exists(), "no sweep yet"
    for at in (timezone.now() + A_YEAR, timezone.now() - A_YEAR):
        Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": at})
        seen.look()
        assert seen.mark.read_text("ascii").strip() == str(at)
        seen.mark.write_text("untouched", "ascii")
        seen.look()
        assert seen.mark.read_text("ascii") == "untouched"


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_clock_that_was_ahead_stops_no_sweep_after_a_restart(
    data_folder: DataFolder, celery_worker: Engine
) -> None:
    """With what Celery's own scheduler would have left on disk, and a heartbeat of next year."""
    old = PersistentScheduler(app, schedule_filename=str(data_folder.run / "beat-schedule"))
    for entry in old.schedule.values():
        entry.last_run_at = timezone.now() + A_YEAR
    old.close()
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": timezone.now() + A_YEAR})
    celery_worker.kill()
    celery_worker.start()
    stamps: set[object] = set()

    def came_round() -> bool:
        stamp = sweep_stamp()
        if stamp is not None and stamp < timezone.now():
            stamps.add(stamp)
        return len(stamps) == 3

    wait_until(came_round)
    assert data_folder.sweep_mark.exists()


def test_the_watch_goes_by_changes_and_grows_patient(tmp_path: Path) -> None:
    watch = SweepWatch(tmp_path / "sweep", sweep_seconds=15)
    patience = SWEEPS * 15
    assert not watch.is_stale(0)
    assert not watch.is_stale(patience)
    assert watch.is_stale(patience + 1)
    assert not watch.is_stale(3 * patience), "twice as long after a vain restart"
    assert watch.is_stale(3 * patience + 2)
    watch.mark.touch()
    for stamp in (2**40, 2**20):  # to and fro: a date says nothing
        os.utime(watch.mark, ns=(stamp, stamp))
        assert not watch.is_stale(10_000 + stamp)
        assert not watch.is_stale(10_000 + stamp + patience)
        assert watch.is_stale(10_000 + stamp + patience + 1)


def test_a_short_interval_leaves_time_to_start(tmp_path: Path) -> None:
    watch = SweepWatch(tmp_path / "sweep", sweep_seconds=1)
    assert not watch.is_stale(0)
    assert not watch.is_stale(SHORTEST_PATIENCE)
    assert watch.is_stale(SHORTEST_PATIENCE + 1)
