"""What a connection says while a synthetic edition is deleted; the triggers of the trail ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "synthetic_edition_being_deleted"
_marked: ContextVar[int | None] = ContextVar(NAME, default=None)


def answer_on(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Let a new SQLite connection know the function that the trail's trigger calls; a stranger's
    connection knows none, so every deletion there is an error."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NAME, 0, _marked.get)


@contextmanager
def edition_being_deleted(edition_id: int, *, using: str) -> Iterator[None]:
    """Within it the history of this one edition may go, and nothing else of the history.

    Raises PermissionDenied for a real one: SQLite's trigger cannot look it up.
    """
    with transaction.atomic(using=using):
        if not _is_synthetic(edition_id, using):
            raise PermissionDenied("Only a synthetic edition can be deleted.")
        mark = _marked.set(edition_id)
        try:
            _tell_postgres(using, str(edition_id))
            yield
            _tell_postgres(using, "")
        finally:
            _marked.reset(mark)


def _is_synthetic(edition_id: int, using: str) -> bool:
    """The stored row decides; in SQL, since models import this module."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT synthetic FROM surveys_edition WHERE id = %s", [edition_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def _tell_postgres(using: str, value: str) -> None:
    """For this transaction alone: rolled back, it is as if nothing had been said."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [f"ecoasset.{NAME}", value])
