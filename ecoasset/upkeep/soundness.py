"""What is damaged or missing of what is kept: the database's pages and tables, the store's files.

Nothing here repairs; every look is bounded in time, because starts and monitoring wait for it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

from django.db import DatabaseError, connection

from surveys.evidence.store import path_of
from surveys.models import StoredFile

MOST_FINDINGS = 5
NO_TABLE = "no table"
STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 10_000


def database_damage(seconds: float) -> list[str]:
    """What SQLite finds wrong with its pages, and tables that are not there any more.

    PostgreSQL checks its own pages when it reads them. A check that is not through in
    `seconds` has found nothing yet.
    """
    try:
        return [*_damaged_pages(seconds), *(f"{NO_TABLE} {name}" for name in _missing_tables())]
    except DatabaseError as error:
        return [str(error).strip()]


def _damaged_pages(seconds: float) -> list[str]:
    if connection.vendor != "sqlite":
        return []
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    deadline = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS_AT_THE_CLOCK)
    try:
        found = [row[0] for row in raw.execute(f"PRAGMA quick_check({MOST_FINDINGS})")]
    except sqlite3.DatabaseError as error:
        interrupted = error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
        return [] if interrupted else [str(error)]
    finally:
        raw.set_progress_handler(None, 0)
    return [one_line(text) for text in found if text != "ok"]


def one_line(finding: str) -> str:
    """SQLite puts all that it finds in one table into one text of several lines."""
    return "; ".join(finding.split("\n"))


def _missing_tables() -> list[str]:
    """Tables of our models; those that a migration has yet to make are not missed."""
    there = set(connection.introspection.table_names())
    ours = set(connection.introspection.django_table_names(only_existing=False))
    return sorted(ours - there)


def evidence_lost(seconds: float) -> Iterator[str]:
    """Hashes of files that are gone, empty or cut off, the newest first; their bytes are
    `backup`'s to compare."""
    deadline = time.monotonic() + seconds
    rows = StoredFile.objects.order_by("-pk").values_list("sha256", "size")
    for sha256, size in rows.iterator(chunk_size=1000):
        if time.monotonic() > deadline:
            return
        try:
            if path_of(sha256).stat().st_size != size:
                yield sha256
        except OSError:
            yield sha256
