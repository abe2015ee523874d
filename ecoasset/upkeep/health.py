"""Whether the process lives, and whether the whole can serve; both open to monitoring."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ecoasset.upkeep.presence import broker_state
from ecoasset.upkeep.soundness import database_damage, evidence_lost
from scoring.runs.selectors import editions_behind
from scoring.runs.sweep import sweep_age_seconds

logger = logging.getLogger(__name__)
Check = dict[str, Any]
MEGABYTE = 1024 * 1024
# A look at everything that is kept: so long at most, and not more often.
LOOK_SECONDS, LOOK_AGAIN_SECONDS = 1.0, 60.0
MOST_LOST = 100


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 as long as one check fails; a failed check never hides the others."""
    checks = {name: check for group in GROUPS for name, check in _run(group).items()}
    ready = all(check["ok"] for check in checks.values())
    status = "ok" if ready else "unavailable"
    return JsonResponse({"status": status, "checks": checks}, status=200 if ready else 503)


def _run(group: Callable[[], dict[str, Check]]) -> dict[str, Check]:
    """The reason stays in the log: this page is open, and errors name hosts and files."""
    try:
        return group()
    except Exception as error:  # noqa: BLE001 - whatever fails is a failed check
        names = GROUPS[group]
        logger.warning("readiness check %s failed: %s", ", ".join(names), error)
        return {name: {"ok": False, "error": type(error).__name__} for name in names}


def database() -> dict[str, Check]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"database": {"ok": True, "vendor": connection.vendor}}


def migrations() -> dict[str, Check]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"migrations": {"ok": not pending, "pending": len(pending)}}


def broker() -> dict[str, Check]:
    """One round trip, refused after the connect timeout. A queue that nobody works on is not
    ready; how much waits is told and fails nothing."""
    state = broker_state()
    return {
        "broker": {"ok": True},
        "workers": {"ok": all(state.workers.values()), **state.workers},
        "queue": {"ok": True, **state.waiting},
    }


def sweep() -> dict[str, Check]:
    """Four missed beats, or none since the first start, mean that no worker is at it; so does
    a date to come, which a clock that was ahead has left."""
    age = sweep_age_seconds()
    every = settings.CONFIG.sweep_seconds
    ok = age is not None and -every <= age <= 4 * every
    return {"sweep": {"ok": ok, "age_seconds": age, "limit_seconds": 4 * every}}


def runs() -> dict[str, Check]:
    """Behind is normal for a moment after every approval, so it is told and fails nothing:
    an edition that stays behind shows as a sweep that does not come round."""
    return {"runs": {"ok": True, "editions_behind": [one.code for one in editions_behind()]}}


def disk() -> dict[str, Check]:
    """Room for one request of the greatest size, wherever something is written."""
    limit = settings.REQUEST_MAX_BYTES // MEGABYTE
    folders = {"data": settings.DATA_DIR, "evidence": settings.EVIDENCE_DIR}
    free = {name: shutil.disk_usage(place).free // MEGABYTE for name, place in folders.items()}
    ok = min(free.values()) >= limit
    return {"disk": {"ok": ok, "free_mb": free, "limit_mb": limit}}


def store() -> dict[str, Check]:
    folder = Path(settings.EVIDENCE_DIR)
    return {"store": {"ok": folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)}}


class Look:
    """The last look at what is kept: this page is open to anybody, and a look costs time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.found: dict[str, Check] = {}
        self.at = 0.0

    def __call__(self) -> dict[str, Check]:
        """How many damages of the database, and how many lost files among those looked at."""
        with self.lock:
            if not self.found or time.monotonic() - self.at > LOOK_AGAIN_SECONDS:
                damage = database_damage(LOOK_SECONDS)
                lost = list(islice(evidence_lost(LOOK_SECONDS), MOST_LOST))
                for text in (*damage, *(f"evidence {sha256} is missing" for sha256 in lost)):
                    logger.error("not as it should be: %s", text)
                counts = {"database_damage": len(damage), "evidence_lost": len(lost)}
                self.found = {"kept": {"ok": not damage and not lost, **counts}}
                self.at = time.monotonic()
            return self.found


look = Look()
# What each reads, by the names of its checks.
GROUPS: dict[Callable[[], dict[str, Check]], tuple[str, ...]] = {
    database: ("database",),
    migrations: ("migrations",),
    broker: ("broker", "workers", "queue"),
    sweep: ("sweep",),
    runs: ("runs",),
    disk: ("disk",),
    store: ("store",),
    look: ("kept",),
}
