"""What a failure says of the machine: its disk is full, its database or its store is away."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError

from surveys.evidence.store import StoreAway


class Trouble(StrEnum):
    """Nothing that a correction of the program would mend."""

    FULL = "full"
    DATABASE = "database"
    STORE = "store"


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DEVICE_AWAY = {errno.EIO, errno.EROFS, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTCONN}
_SQLITE_AWAY = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
# Classes of PostgreSQL's codes: connection, resources, intervention, system, damage.
_POSTGRES_AWAY = ("08", "53", "57P", "58", "XX")
_POSTGRES_FULL, _POSTGRES_NO_TABLE = "53100", "42P01"


def trouble_of(error: BaseException) -> Trouble | None:
    """By the first of its causes that tells; None for what is a fault of the program."""
    for cause in _causes(error):
        found = _of_file(cause) if isinstance(cause, OSError) else _of_database(cause)
        if found is not None:
            return found
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The innermost first: a full disk is what a store or a database then cannot do."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return reversed(chain)


def _of_file(error: OSError) -> Trouble | None:
    if error.errno in _FULL:
        return Trouble.FULL
    if isinstance(error, StoreAway) or error.errno in _DEVICE_AWAY or _is_ours(error.filename):
        return Trouble.STORE
    return None


def _is_ours(name: object) -> bool:
    """Below the folder for uploads under way; the store speaks for itself."""
    uploads = Path(settings.FILE_UPLOAD_TEMP_DIR)
    return isinstance(name, str) and uploads in Path(name).parents


def _of_database(error: BaseException) -> Trouble | None:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    code = getattr(error, "sqlstate", None)
    if isinstance(code, str):
        if code == _POSTGRES_FULL:
            return Trouble.FULL
        away = code.startswith(_POSTGRES_AWAY) or code == _POSTGRES_NO_TABLE
        return Trouble.DATABASE if away else None
    # Without a code it never came to a command: no connection, or one that broke.
    names = {kind.__name__ for kind in type(error).__mro__}
    unreached = "psycopg" in type(error).__module__ and "OperationalError" in names
    return Trouble.DATABASE if unreached or isinstance(error, InterfaceError) else None


def _of_sqlite(error: sqlite3.Error) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return Trouble.FULL
    away = code in _SQLITE_AWAY or str(error).startswith("no such table")
    return Trouble.DATABASE if away else None
