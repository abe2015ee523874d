"""A copy of everything that cannot be computed again, while the product runs."""

import os
import shutil
import sqlite3
import subprocess
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

KEYS = ("secret_key", "digest_key", "demo_sign_ins.json", "no_demo")


class Command(BaseCommand):
    help = (
        "Copy the database, the evidence and the keys into a folder. With SQLite that folder "
        "is a data folder again; with PostgreSQL it holds database.dump for pg_restore."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="new, or of an earlier backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """The database first: evidence only grows, so every file it names is there after it."""
        folder: Path = options["folder"].absolute()
        data = Path(settings.DATA_DIR).resolve()
        if data == folder.resolve() or data in folder.resolve().parents:
            raise CommandError(f"{folder} is inside the data folder; name another place")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            copied = _database(folder)
            files = sum(_evidence(Path(settings.EVIDENCE_DIR), folder / "evidence"))
            for name in KEYS:
                if (data / name).exists():
                    _replace(data / name, folder / name)
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"{folder}: {error}") from error
        self.stdout.write(f"{copied} · {files} new files of evidence · {folder}")


def _database(folder: Path) -> str:
    """Complete under its name, or not there: a backup that was cut off replaces none."""
    postgres = connection.vendor == "postgresql"
    target = folder / ("database.dump" if postgres else "db.sqlite3")
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    if postgres:
        _dump(draft)
    else:
        _copy(draft)
    draft.replace(target)
    return target.name


def _copy(draft: Path) -> None:
    """SQLite's own online copy: consistent, whoever writes meanwhile, and without a -wal."""
    connection.ensure_connection()
    with closing(sqlite3.connect(draft)) as target:
        connection.connection.backup(target)


def _dump(draft: Path) -> None:
    """pg_dump by the same address; the password goes by the environment and not the command."""
    used, variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    command = ["pg_dump", "--format=custom", f"--file={draft}", *used[1:]]
    environ = {**os.environ, **(variables or {})}
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CommandError("pg_dump is missing (Debian: apt install postgresql-client)") from None
    if done.returncode != 0:
        raise CommandError((done.stderr.strip().splitlines() or ["pg_dump failed"])[-1])


def _evidence(store: Path, target: Path) -> Iterator[int]:
    """One for each file that was not there; a file of a name never changes."""
    for path in store.glob("??/*"):
        copy = target / path.relative_to(store)
        if path.name.startswith(".") or copy.exists():
            continue
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, copy)
        yield 1


def _replace(path: Path, copy: Path) -> None:
    draft = copy.with_name(f".{copy.name}.new")
    shutil.copy2(path, draft)
    draft.replace(copy)
