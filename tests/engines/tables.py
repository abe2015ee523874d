"""The tables of the tests' database: one process of a session migrates, the others copy."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def made(shared: Path) -> Iterator[None]:
    """They are there within it; `shared` is common to all processes of the session."""
    kind = _Sqlite if connection.vendor == "sqlite" else _Postgres
    source = kind(shared)
    with _alone(shared):
        copying = source.exists()
        if copying:
            source.take()
        config = setup_databases(
            verbosity=0, interactive=False, serialized_aliases=set(), keepdb=copying
        )
        if not copying and "PYTEST_XDIST_WORKER" in os.environ:
            source.give()
    yield
    if not copying:
        with _alone(shared):
            source.remove()
    teardown_databases(config, verbosity=0)


@contextmanager
def _alone(shared: Path) -> Iterator[None]:
    with (shared / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Sqlite:
    """A file beside the folders of the processes."""

    def __init__(self, shared: Path) -> None:
        self._file = shared / "tables.sqlite3"

    def exists(self) -> bool:
        return self._file.exists()

    def take(self) -> None:
        shutil.copyfile(self._file, _test_name())

    def give(self) -> None:
        draft = self._file.with_suffix(".draft")
        connection.ensure_connection()
        with closing(sqlite3.connect(draft)) as copy:
            connection.connection.backup(copy)
        draft.rename(self._file)

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)


class _Postgres:
    """A database of the server that nobody is connected to; a file says that it is whole."""

    def __init__(self, shared: Path) -> None:
        self._name = f"tables_{os.getppid()}"
        self._file = shared / self._name

    def exists(self) -> bool:
        return self._file.exists()

    def take(self) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{_test_name()}"')
        self._do(f'CREATE DATABASE "{_test_name()}" TEMPLATE "{self._name}"')

    def give(self) -> None:
        connection.close()
        self._do(f'DROP DATABASE IF EXISTS "{self._name}"')
        self._do(f'CREATE DATABASE "{self._name}" TEMPLATE "{_test_name()}"')
        self._file.touch()

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)
        self._do(f'DROP DATABASE IF EXISTS "{self._name}"')

    @staticmethod
    def _do(statement: str) -> None:
        creation: Any = connection.creation
        with creation._nodb_cursor() as cursor:
            cursor.execute(statement)


def _test_name() -> str:
    creation: Any = connection.creation
    return str(creation._get_test_db_name())
