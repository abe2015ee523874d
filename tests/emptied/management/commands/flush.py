from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

TABLES = (
    "surveys_trailentry",
    "surveys_submission",
    "surveys_submissioncitation",
    "surveys_submissionsearch",
)


class Command(flush.Command):
    """Django's, without the triggers of what stays for as long as it takes."""

    def handle(self, **options: Any) -> None:
        with _without_triggers(options["database"]):
            super().handle(**options)


@contextmanager
def _without_triggers(using: str) -> Iterator[None]:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in TABLES]
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
