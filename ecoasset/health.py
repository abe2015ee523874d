"""Whether the process lives, and whether the whole can serve; both open to monitoring."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ecoasset.celery import app
from scoring.selectors import editions_behind, sweep_age_seconds

logger = logging.getLogger(__name__)
Check = Callable[[], dict[str, Any]]


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 as long as one check fails; a failed check never hides the others."""
    checks = {name: _run(name, check) for name, check in CHECKS.items()}
    ready = all(check["ok"] for check in checks.values())
    status = "ok" if ready else "unavailable"
    return JsonResponse({"status": status, "checks": checks}, status=200 if ready else 503)


def _run(name: str, check: Check) -> dict[str, Any]:
    """The reason stays in the log: this page is open, and errors name hosts and files."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever fails is a failed check
        logger.warning("readiness check %s failed: %s", name, error)
        return {"ok": False, "error": type(error).__name__}


def database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True, "vendor": connection.vendor}


def migrations() -> dict[str, Any]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"ok": not pending, "pending": len(pending)}


def broker() -> dict[str, Any]:
    """One ping over a connection of its own, refused after the connect timeout."""
    with app.connection_for_write(connect_timeout=settings.BROKER_CONNECT_SECONDS) as link:
        link.default_channel.client.ping()
    return {"ok": True}


def sweep() -> dict[str, Any]:
    """Four missed beats, or none since the first start, mean that no worker is at it."""
    age = sweep_age_seconds()
    limit = 4 * settings.CONFIG.sweep_seconds
    return {"ok": age is not None and age <= limit, "age_seconds": age, "limit_seconds": limit}


def runs() -> dict[str, Any]:
    """Behind is normal for a moment after every approval, so it is told and fails nothing:
    an edition that stays behind shows as a sweep that does not come round."""
    return {"ok": True, "editions_behind": [edition.code for edition in editions_behind()]}


CHECKS: dict[str, Check] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "sweep": sweep,
    "runs": runs,
}
