"""Whether the database belongs to the data folder beside it, or is a new one in its place."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from surveys.models import User

MADE = "database_made"
_FIRST_START = "first-start"


class LostDatabase(Exception):
    """An empty database where there was one; the text says what to do, on one line."""

    def __init__(self, sign: str) -> None:
        super().__init__(
            f"数据库是空的，而数据文件夹里有用过的痕迹（{sign}）："
            "请按 docs/operations.md 从备份恢复；确实要从头开始，用 ./run --new-database"
            f" / the database is empty, but the data folder was in use ({sign}): restore it from "
            "the backup as docs/operations.en.md says, or start anew with ./run --new-database"
        )


class NotEmpty(Exception):
    """`--new-database` where there is a database already."""

    def __init__(self) -> None:
        super().__init__(
            "数据库里已有数据，--new-database 只用于空库"
            " / the database holds data; --new-database is for an empty one"
        )


def refuse_lost(*, new_database: bool = False) -> None:
    """Before tables are made. A start that makes them is remembered until it is through, so
    that one which was killed half-way may go on."""
    first_start = _first_start()
    if not _is_empty():
        if new_database and not first_start.exists():
            raise NotEmpty
        return
    sign = sign_of_use()
    if sign and not new_database and not first_start.exists():
        raise LostDatabase(sign)
    first_start.touch()


def mark_made() -> None:
    """The start is through: from now on an empty database is a lost one."""
    (Path(settings.DATA_DIR) / MADE).touch()
    _first_start().unlink(missing_ok=True)


def refuse_to_serve_lost() -> None:
    """For web processes and workers, which make no tables. A database that cannot be reached
    may come back, so it stops no start."""
    try:
        there = User._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return
    finally:
        connection.close()
    sign = sign_of_use()
    if not there and sign and not _first_start().exists():
        raise LostDatabase(sign)


def sign_of_use() -> str:
    """What only a product that was in use leaves beside its database; empty for a new folder.
    Keys are no sign: the first command makes them."""
    data, evidence = Path(settings.DATA_DIR), Path(settings.EVIDENCE_DIR)
    for name in (MADE, "demo_sign_ins.json"):
        if (data / name).exists():
            return name
    return "evidence/" if next(evidence.glob("??/*"), None) else ""


def _first_start() -> Path:
    return Path(settings.DATA_DIR) / "run" / _FIRST_START


def _is_empty() -> bool:
    """Without tables or without a single account."""
    tables = connection.introspection.table_names()
    return User._meta.db_table not in tables or not User.objects.exists()
