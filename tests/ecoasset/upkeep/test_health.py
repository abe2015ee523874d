import datetime
import json
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ecoasset.upkeep import health
from ecoasset.upkeep.presence import KEY, QUEUES, broker_client, worker_renew
from scoring.models import Heartbeat
from scoring.runs.sweep import SWEEP
from surveys.evidence.store import path_of
from surveys.models import StoredFile
from tests.engines import background
from tests.engines.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db
OF_THE_BROKER = {"broker", "workers", "queue"}


def ready(client: Client) -> tuple[int, dict[str, dict[str, object]]]:
    response = client.get("/readyz")
    return response.status_code, json.loads(response.content)["checks"]


def beat(seconds_ago: int) -> None:
    at = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": at})


def work() -> None:
    """As if a worker of each queue had just told that it is there."""
    worker_renew(hostname="host", queues=QUEUES)


def failed(client: Client) -> set[str]:
    return {name for name, check in ready(client)[1].items() if not check["ok"]}


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept was looked at a moment ago: other tests left rows without their files."""
    found = {"kept": {"ok": True}}
    monkeypatch.setattr(health.look, "found", found)
    monkeypatch.setattr(health.look, "at", time.monotonic())


def test_alive_needs_neither_database_nor_broker(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get("/healthz")
    assert response.json() == {"status": "ok"}


def test_no_broker_is_not_ready_and_says_so(client: Client) -> None:
    beat(1)
    status, checks = ready(client)
    assert status == 503
    assert {name for name, check in checks.items() if not check["ok"]} == OF_THE_BROKER


def test_a_failed_check_gives_no_path_or_host_away(client: Client) -> None:
    assert "valkey.sock" not in client.get("/readyz").content.decode()


def test_a_broker_that_hangs_holds_nothing_up(client: Client, valkey: background.Engine) -> None:
    """It takes the connection and answers nothing: one wait for all that is asked of it."""
    beat(1)
    valkey.pause()
    try:
        began = time.monotonic()
        status, checks = ready(client)
        assert time.monotonic() - began < PATIENCE_SECONDS / 10
    finally:
        valkey.resume()
    assert status == 503
    assert {name for name, check in checks.items() if not check["ok"]} == OF_THE_BROKER


def test_ready_with_broker_workers_and_a_recent_sweep(
    client: Client, valkey: background.Engine
) -> None:
    beat(1)
    work()
    status, checks = ready(client)
    assert status == 200
    assert checks["runs"] == {"ok": True, "editions_behind": []}


def test_workers_are_counted_by_the_brokers_clock(
    client: Client, valkey: background.Engine
) -> None:
    """Neither one that is gone nor one of a clock that was ahead is there."""
    beat(1)
    work()
    with broker_client() as link:
        now = int(link.time()[0])
        link.hset(KEY, mapping={"celery gone": now - 3600, "studies host": now + 3600})
        link.lpush("studies", "a", "b")
    status, checks = ready(client)
    assert status == 503
    assert checks["workers"] == {"ok": False, "celery": 1, "studies": 0}
    assert checks["queue"] == {"ok": True, "celery": 0, "studies": 2}


def test_little_room_is_not_ready(
    client: Client, valkey: background.Engine, settings: Settings
) -> None:
    beat(1)
    work()
    settings.REQUEST_MAX_BYTES = 2**60
    status, checks = ready(client)
    assert status == 503
    assert checks["disk"]["ok"] is False
    assert set(checks["disk"]["free_mb"]) == {"data", "evidence"}  # type: ignore[call-overload]


def test_a_store_that_is_away_is_not_ready(
    client: Client, valkey: background.Engine, settings: Settings, tmp_path: Path
) -> None:
    beat(1)
    work()
    settings.EVIDENCE_DIR = tmp_path / "away"
    status, checks = ready(client)
    assert status == 503
    assert {name for name, check in checks.items() if not check["ok"]} == {"disk", "store"}


def test_lost_evidence_and_tables_are_noticed(
    client: Client, evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.look, "found", {})
    files = [StoredFile.objects.create(sha256=name * 32, size=3) for name in ("ab", "cd")]
    for file, content in zip(files, (b"abc", b"a"), strict=True):
        path_of(file.sha256).parent.mkdir(parents=True)
        path_of(file.sha256).write_bytes(content)
    assert ready(client)[1]["kept"] == {"ok": False, "database_damage": 0, "evidence_lost": 1}
    monkeypatch.setattr(health.look, "found", {})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scoring_studyblock RENAME TO elsewhere")
    assert ready(client)[1]["kept"] == {"ok": False, "database_damage": 1, "evidence_lost": 1}


@pytest.mark.parametrize("seconds_ago", [None, 3600, -3600])
def test_a_sweep_that_does_not_come_round_is_not_ready(
    client: Client, valkey: background.Engine, seconds_ago: int | None
) -> None:
    if seconds_ago:
        beat(seconds_ago)
    status, checks = ready(client)
    assert status == 503
    assert checks["sweep"]["ok"] is False


def test_a_migration_that_is_missing_is_not_ready(
    client: Client, valkey: background.Engine
) -> None:
    beat(1)
    recorder = MigrationRecorder(connection)
    newest = recorder.migration_qs.filter(app="scoring").latest("id")
    recorder.record_unapplied("scoring", newest.name)
    status, checks = ready(client)
    assert status == 503
    assert checks["migrations"] == {"ok": False, "pending": 1}


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_comes_up_makes_it_ready(
    client: Client, celery_worker: background.Engine
) -> None:
    """All but the studies, which are another worker's."""
    background.wait_until(lambda: failed(client) == {"workers"})
    assert ready(client)[1]["workers"] == {"ok": False, "celery": 1, "studies": 0}


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_worker_comes_back_to_a_broker_that_died(
    client: Client, valkey: background.Engine, celery_worker: background.Engine
) -> None:
    background.wait_until(lambda: failed(client) == {"workers"})
    valkey.kill()
    assert ready(client)[1]["broker"]["ok"] is False
    Heartbeat.objects.all().delete()
    valkey.start()
    background.wait_until(lambda: failed(client) == {"workers"})
    background.wait_until(lambda: ready(client)[1]["workers"]["celery"] == 1)
