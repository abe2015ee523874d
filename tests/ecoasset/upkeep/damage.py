"""A database damaged as a disk would do it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def damage_page(database: Path, table: str) -> None:
    """Overwrite the root page of a table in place, all that lies in the -wal moved over before."""
    with closing(sqlite3.connect(database)) as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(root,)] = link.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        [(size,)] = link.execute("PRAGMA page_size")
    with database.open("r+b") as handle:
        handle.seek((root - 1) * size)
        handle.write(b"\xa5" * size)
