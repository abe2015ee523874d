"""`manage.py backup` and `set_password`: what an operator does when something is lost."""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from surveys.intake.store import store_write
from surveys.models import TrailEntry
from tests.builders import make_city, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder with keys and one document."""
    folder = tmp_path / "data"
    settings.DATA_DIR, settings.EVIDENCE_DIR = folder, folder / "evidence"
    folder.mkdir()
    (folder / "digest_key").write_text("k" * 50, "ascii")
    store_write(b"a reply")
    return folder


def backup(folder: Path) -> str:
    output = io.StringIO()
    call_command("backup", str(folder), stdout=output)
    return output.getvalue()


def test_the_copy_holds_database_evidence_and_keys(data: Path, tmp_path: Path) -> None:
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump")
    city = make_city("备份市")
    copy = tmp_path / "copy"
    assert "1 new files of evidence" in backup(copy)
    assert _names(copy) == [city.name]
    assert (copy / "digest_key").read_text("ascii") == "k" * 50
    [stored] = list((copy / "evidence").glob("??/*"))
    assert stored.read_bytes() == b"a reply"
    assert copy.stat().st_mode & 0o077 == 0

    make_city("第二市")
    store_write(b"another")
    assert "1 new files of evidence" in backup(copy)
    assert len(_names(copy)) == 2
    assert not list(copy.rglob(".*"))


def _names(copy: Path) -> list[str]:
    if connection.vendor == "sqlite":
        with sqlite3.connect(copy / "db.sqlite3") as link:
            return [name for (name,) in link.execute("SELECT name FROM surveys_city")]
    listed = ["pg_restore", "--data-only", "--table=surveys_city", "--file=-"]
    done = subprocess.run(
        [*listed, str(copy / "database.dump")], capture_output=True, text=True, check=True
    )
    rows = done.stdout.partition("FROM stdin;\n")[2].partition("\n\\.")[0]
    return [row.split("\t")[2] for row in rows.splitlines()]


def test_a_folder_inside_the_data_is_refused(data: Path) -> None:
    for folder in (data, data / "backup"):
        with pytest.raises(CommandError, match="inside the data folder"):
            backup(folder)


def test_a_place_that_cannot_be_written_is_one_line(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="file"):
        backup(tmp_path / "file" / "copy")


def test_a_lost_password_is_replaced_through_the_history() -> None:
    user = make_user(username="admin")
    output = io.StringIO()
    call_command("set_password", "admin", stdout=output)
    user.refresh_from_db()
    assert user.check_password(output.getvalue().strip())
    entry = TrailEntry.objects.get(action="user.set_password")
    assert entry.actor is None
    assert output.getvalue().strip() not in str(entry.changes)


def test_no_such_account() -> None:
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("set_password", "nobody")
