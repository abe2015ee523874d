from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import flush
from django.db import connections, transaction

APPEND_ONLY = (
    "surveys_trailentry",
    "surveys_submission",
    "surveys_submissioncitation",
    "surveys_submissionsearch",
)
# Which Django would empty too, and fill again with the same rows after every test.
OF_MODELS = {"django_content_type", "auth_permission"}


class Command(flush.Command):
    """Django's, in a tenth of the time: only what holds rows is emptied, and triggers of what stays
    are off for as long as it takes."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            filled = _filled(cursor)
            with _without_triggers(connection.vendor, cursor, filled & {*APPEND_ONLY}):
                for table in filled:
                    cursor.execute(f'DELETE FROM "{table}"')


def _filled(cursor: Any) -> set[str]:
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - OF_MODELS
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return {table for (table,) in cursor.fetchall()}


@contextmanager
def _without_triggers(vendor: str, cursor: Any, tables: set[str]) -> Iterator[None]:
    if vendor == "postgresql":
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # Keys are looked at before the table is altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in tables]
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in triggers:
        cursor.execute(sql)
