"""Migrations lead from an empty file to today's tables, back to nothing, and forth again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR, PREFIX
from tests.engines.patience import PATIENCE_SECONDS

APPS = ("scoring", "surveys")
KEPT = ("keeps_every_row", "replaces_no_row")
PROGRAM = """
import django
from django.core.management import call_command
django.setup()
{}
"""


def _migrate(data: Path, *apps: str) -> None:
    """Forth, or these apps back to nothing, in a process and on a database of its own."""
    steps: list[tuple[str, ...]] = [(app, "zero") for app in apps] or [()]
    code = "\n".join(f"call_command('migrate', *{step!r}, verbosity=0)" for step in steps)
    dropped = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PREFIX) and name not in dropped
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(code)],
        cwd=BASE_DIR,
        env={
            **kept,
            "ECOASSET_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr


def _schema(data: Path) -> dict[str, str]:
    """Our tables, indexes and triggers with their definitions."""
    (path,) = data.glob("*.sqlite3")
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master").fetchall()
    return {name: sql for name, table, sql in rows if sql and table.startswith(APPS)}


@pytest.mark.worker
def test_there_and_back_and_there_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _migrate(data)
    first = _schema(data)
    assert {"surveys_answer", "scoring_scorerun"} <= first.keys()
    guards = {"trail_append_only", "trail_keeps_every_row", "trail_replaces_no_row"}
    for table in ("submission", "submissioncitation", "submissionsearch"):
        guards |= {f"{table}_{what}" for what in ("stays_as_sent", *KEPT)}
    assert guards <= first.keys(), "a migration that rebuilds a table drops its triggers"
    # What other apps hold of ours (sign-ins, admin's log) goes first.
    _migrate(data, "admin", "axes", "scoring", "surveys")
    assert _schema(data) == {}
    _migrate(data)
    assert _schema(data) == first
