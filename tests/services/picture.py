"""All rows of all tables, to see what a write did to them and what it left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

Key = tuple[str, Any]
# Names of the columns, and what stands in them.
Row = tuple[tuple[str, ...], tuple[Any, ...]]
Picture = dict[Key, Row]
WRITES = ("INSERT", "UPDATE", "DELETE")


class Broken(Exception):
    """The database went away in the middle of a write."""


@dataclass(frozen=True)
class Difference:
    """Keys of rows, each a table and a primary key; `added` with their columns."""

    added: dict[Key, dict[str, Any]]
    removed: set[Key]
    changed: set[Key]


def picture() -> Picture:
    """Every stored row by table and primary key, as the database gives it: a thousand objects
    for each look would take most of the time."""
    rows: Picture = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            label = model._meta.model_name or ""
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            columns = tuple(column[0] for column in cursor.description)
            place = columns.index(model._meta.pk.column)
            rows |= {(label, row[place]): (columns, row) for row in cursor.fetchall()}
    return rows


def difference(before: Picture, after: Picture) -> Difference:
    return Difference(
        added={
            key: dict(zip(*row, strict=True)) for key, row in after.items() if key not in before
        },
        removed={key for key in before if key not in after},
        changed={key for key, row in before.items() if key in after and after[key] != row},
    )


def keys(rows: Iterable[models.Model]) -> set[Key]:
    return {(row._meta.model_name or "", row.pk) for row in rows}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collects the statements that write."""
    written: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(WRITES):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield written


@contextmanager
def broken_at(last: int) -> Iterator[None]:
    """The database goes away before the statement that would be the last to write."""
    seen = 0

    def act(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal seen
        seen += sql.startswith(WRITES)
        if seen >= last and sql.startswith(WRITES):
            raise Broken(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(act):
        yield
