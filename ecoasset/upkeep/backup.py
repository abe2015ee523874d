"""Copies that are checked before they replace an earlier one; what is not right is told."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, connection

from ecoasset.paths import KEY_LENGTH
from ecoasset.upkeep.installation import MADE
from ecoasset.upkeep.soundness import one_line
from surveys.models import StoredFile

PIECE_BYTES = 1024 * 1024
MOST_FINDINGS = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BadCopy(Exception):
    """The copy of the database is not one that could be restored."""


@dataclass
class Outcome:
    """What was copied, and one line for everything that is not as it should be."""

    database: str = ""
    files: int = 0
    wrong: list[str] = field(default_factory=list)


def copy_all(data: Path, store: Path, folder: Path) -> Outcome:
    """The database first: evidence only grows, so every file it names is there after it.

    What cannot be copied leaves its earlier copy as it is and stops none of the others.
    """
    outcome = Outcome()
    for draft in (*folder.glob(".*.new"), *folder.glob("evidence/??/.*.new")):
        draft.unlink()
    try:
        outcome.database = _database(folder)
    except (BadCopy, sqlite3.DatabaseError) as error:
        outcome.wrong.append(f"database: {error}; the earlier copy in {folder}, if any, stays")
    _evidence(store, folder / "evidence", outcome)
    outcome.wrong += _keys(data, folder)
    return outcome


def _database(folder: Path) -> str:
    """Complete and sound under its name, or not there: whatever fails replaces no copy."""
    postgres = connection.vendor == "postgresql"
    target = folder / ("database.dump" if postgres else "db.sqlite3")
    draft = _draft(target)
    try:
        if postgres:
            _dump(draft)
        else:
            _copy(draft)
        _publish(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target.name


def _copy(draft: Path) -> None:
    """SQLite's own online copy: consistent, whoever writes meanwhile, and without a -wal."""
    connection.ensure_connection()
    with closing(sqlite3.connect(draft)) as target:
        connection.connection.backup(target)
        damage = [row[0] for row in target.execute(f"PRAGMA integrity_check({MOST_FINDINGS})")]
        damage = [one_line(text) for text in damage if text != "ok"]
        for table, row, parent, _ in target.execute("PRAGMA foreign_key_check"):
            damage.append(f"row {row} of {table} names a row of {parent} that is not there")
        tables = {name for (name,) in target.execute("SELECT name FROM sqlite_master")}
    if StoredFile._meta.db_table not in tables:
        damage.append("it holds none of our tables")
    if damage:
        raise BadCopy("; ".join(damage[:MOST_FINDINGS]))


def _dump(draft: Path) -> None:
    """pg_dump by the same address; the password goes by the environment and not the command."""
    used, variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    environ = {**os.environ, **(variables or {})}
    _run(["pg_dump", "--format=custom", f"--file={draft}", *used[1:]], environ)
    listed = _run(["pg_restore", "--list", str(draft)], environ)
    if f" TABLE DATA public {StoredFile._meta.db_table} " not in listed:
        raise BadCopy("it holds none of our tables")


def _run(command: list[str], environ: dict[str, str]) -> str:
    """Its output; BadCopy with its last words."""
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BadCopy(f"{command[0]} is missing (Debian: apt install postgresql-client)") from None
    if done.returncode != 0:
        raise BadCopy((done.stderr.strip().splitlines() or [f"{command[0]} failed"])[-1])
    return done.stdout


def _evidence(store: Path, target: Path, outcome: Outcome) -> None:
    """Each file once, its bytes compared with its name on the way; a copy that is no longer
    what its name says is replaced, a good one never by a bad one."""
    for path in sorted(_stored(store)):
        copy = target / path.relative_to(store)
        copied = copy.exists() and _sha256(copy) == path.name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _draft(copy)
        try:
            if _sha256(path, None if copied else draft) != path.name:
                outcome.wrong.append(f"evidence {path.name} was altered in the store")
            elif not copied:
                _publish(draft, copy)
                outcome.files += 1
        except FileNotFoundError:
            continue  # taken away meanwhile; where a row names it, it is missed below
        except OSError as error:
            outcome.wrong.append(f"evidence {path.name}: {error.strerror}")
        finally:
            draft.unlink(missing_ok=True)
    try:
        outcome.wrong += _missing(store, target)
    except DatabaseError as error:
        outcome.wrong.append(f"no list of the evidence: {error}")


def _stored(store: Path) -> Iterator[Path]:
    return (path for path in store.glob("??/*") if _SHA256.fullmatch(path.name))


def _missing(store: Path, target: Path) -> Iterator[str]:
    for sha256 in StoredFile.objects.order_by("pk").values_list("sha256", flat=True):
        place = Path(sha256[:2], sha256)
        if not (store / place).exists():
            kept = "this backup has it" if (target / place).exists() else "no copy either"
            yield f"evidence {sha256} is missing in the store; {kept}"


def _keys(data: Path, folder: Path) -> Iterator[str]:
    """The keys and what else makes a data folder of the copy; a good key is never replaced by
    a damaged one, nor the digests' key by another."""
    for name in ("secret_key", "digest_key"):
        source, copy = data / name, folder / name
        if not source.exists():
            if copy.exists():
                yield f"{name} is missing in the data folder; the earlier copy stays"
        elif len(source.read_text("ascii", "replace").strip()) < KEY_LENGTH:
            yield f"{name} is damaged; an earlier copy stays"
        elif name == "digest_key" and copy.exists() and copy.read_bytes() != source.read_bytes():
            yield f"{name} is not the one of the earlier copy, which stays"
        else:
            _replace(source, copy)
    for name in ("demo_sign_ins.json", "no_demo", MADE):
        if (data / name).exists():
            _replace(data / name, folder / name)


def _replace(path: Path, copy: Path) -> None:
    draft = _draft(copy)
    shutil.copy2(path, draft)
    _publish(draft, copy)


def _draft(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _publish(draft: Path, target: Path) -> None:
    """Under its name only when it is on the disk."""
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    draft.replace(target)


def _sha256(path: Path, copy: Path | None = None) -> str:
    """Of the bytes that were read, which are written to `copy` on the way."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        if copy is None:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
            return digest.hexdigest()
        with copy.open("wb") as target:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                target.write(piece)
    shutil.copystat(path, copy)
    return digest.hexdigest()
