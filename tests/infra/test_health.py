import datetime
import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from scoring.models import Heartbeat
from scoring.selectors import SWEEP
from tests.engines import background

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, dict[str, object]]]:
    response = client.get("/readyz")
    return response.status_code, json.loads(response.content)["checks"]


def beat(seconds_ago: int) -> None:
    at = timezone.now() - datetime.timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": at})


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
    assert checks["broker"]["ok"] is False
    assert {name for name, check in checks.items() if check["ok"]} == {
        "database",
        "migrations",
        "sweep",
        "runs",
    }


def test_a_failed_check_gives_no_path_or_host_away(client: Client) -> None:
    assert "valkey.sock" not in client.get("/readyz").content.decode()


def test_ready_with_broker_and_a_recent_sweep(client: Client, valkey: background.Engine) -> None:
    beat(1)
    status, checks = ready(client)
    assert status == 200
    assert checks["runs"] == {"ok": True, "editions_behind": []}


@pytest.mark.parametrize("seconds_ago", [None, 3600])
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
    background.wait_until(lambda: ready(client)[0] == 200)
    _status, checks = ready(client)
    assert all(check["ok"] for check in checks.values())


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_worker_comes_back_to_a_broker_that_died(
    client: Client, valkey: background.Engine, celery_worker: background.Engine
) -> None:
    background.wait_until(lambda: ready(client)[0] == 200)
    valkey.kill()
    assert ready(client)[1]["broker"]["ok"] is False
    Heartbeat.objects.all().delete()
    valkey.start()
    background.wait_until(lambda: ready(client)[0] == 200)
