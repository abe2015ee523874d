"""`manage.py backup` and `set_password`: what an operator does when something is lost."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from ecoasset.management.commands.backup import MOST_NAMED
from ecoasset.paths import KEY_LENGTH
from ecoasset.upkeep.backup import BadCopy, _run
from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.files.document import Document
from surveys.models import Organ, TrailEntry
from tests.builders import make_city, make_user
from tests.ecoasset.upkeep.damage import damage_page
from tests.engines import postgres

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder with keys and one document."""
    folder = tmp_path / "data"
    settings.DATA_DIR, settings.EVIDENCE_DIR = folder, folder / "evidence"
    folder.mkdir()
    for name in ("digest_key", "secret_key"):
        (folder / name).write_text("k" * 50, "ascii")
    document(b"a reply")
    return folder


def document(content: bytes) -> Path:
    """Stored, with its row."""
    file = file_store(document=Document(name="reply.txt", content=content, media_type="text/plain"))
    return path_of(file.sha256)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own, also where only the tests' server brings them."""
    found = postgres.binaries()
    if found is not None and shutil.which("pg_dump") is None:
        monkeypatch.setenv("PATH", os.pathsep.join((os.environ["PATH"], str(found))))


def needs_pg_dump() -> None:
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump")


def backup(folder: Path) -> str:
    output = io.StringIO()
    call_command("backup", str(folder), stdout=output)
    return output.getvalue()


def test_the_copy_holds_database_evidence_and_keys(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    city = make_city("备份市")
    copy = tmp_path / "copy"
    assert "1 new files of evidence" in backup(copy)
    assert _names(copy) == [city.name]
    assert (copy / "digest_key").read_text("ascii") == "k" * 50
    [stored] = list((copy / "evidence").glob("??/*"))
    assert stored.read_bytes() == b"a reply"
    folders = [copy, *(path for path in copy.rglob("*") if path.is_dir())]
    assert len(folders) >= 3
    assert not [folder for folder in folders if folder.stat().st_mode & 0o077]

    make_city("第二市")
    document(b"another")
    assert "1 new files of evidence" in backup(copy)
    assert len(_names(copy)) == 2
    assert not list(copy.rglob(".*"))


def test_one_line_says_what_was_copied_and_twenty_what_is_amiss(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    copy = tmp_path / "copy"
    name = "database.dump" if connection.vendor == "postgresql" else "db.sqlite3"
    lost = [document(b"lost %d" % number) for number in range(MOST_NAMED + 1)]
    found = len(lost) + 1
    assert backup(copy) == f"{name} · {found} new files of evidence · {copy}\n"
    for count in (MOST_NAMED, MOST_NAMED + 1):
        for path in lost[:count]:
            path.unlink(missing_ok=True)
        named = [
            f"evidence {path.name} is missing in the store; this backup has it" for path in lost
        ]
        output = io.StringIO()
        with pytest.raises(CommandError) as refused:
            call_command("backup", str(copy), stdout=output)
        more = ["and 1 more"] if count > MOST_NAMED else []
        assert str(refused.value).splitlines() == [*named[:MOST_NAMED], *more]
        assert refused.value.returncode == 1
        assert output.getvalue() == f"{name} · 0 new files of evidence · {copy}\n"


def test_a_program_that_fails_is_told_with_its_last_words() -> None:
    says = "import sys; print('first', file=sys.stderr); sys.exit('disk full')"
    for command, words in (
        ([sys.executable, "-c", says], "disk full"),
        ([sys.executable, "-c", "raise SystemExit(3)"], f"{sys.executable} failed"),
        (["no-such-program"], "no-such-program is missing"),
    ):
        with pytest.raises(BadCopy, match=re.escape(words)):
            _run(command, {})
    assert _run([sys.executable, "-c", "print('listed')"], {}) == "listed\n"


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


def test_a_damaged_database_replaces_no_good_copy(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL checks its pages when pg_dump reads them")
    make_city("备份市")
    copy = tmp_path / "copy"
    backup(copy)
    good = (copy / "db.sqlite3").read_bytes()
    document(b"newer")
    broken = tmp_path / "broken.sqlite3"
    shutil.copy(copy / "db.sqlite3", broken)
    damage_page(broken, "surveys_city")
    with closing(sqlite3.connect(broken)) as link:
        monkeypatch.setattr(connection, "connection", link)
        with pytest.raises(CommandError, match=r"database: .*the earlier copy"):
            backup(copy)
        monkeypatch.undo()
    assert (copy / "db.sqlite3").read_bytes() == good
    assert len(list((copy / "evidence").glob("??/*"))) == 2, "what is good is copied all the same"
    assert not list(copy.rglob(".*"))


def test_an_empty_database_replaces_no_good_copy(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("needs another database on the same server")
    copy = tmp_path / "copy"
    backup(copy)
    good = (copy / "db.sqlite3").read_bytes()
    with closing(sqlite3.connect(tmp_path / "empty.sqlite3")) as link:
        monkeypatch.setattr(connection, "connection", link)
        output = io.StringIO()
        with pytest.raises(CommandError, match="none of our tables"):
            call_command("backup", str(copy), stdout=output)
        monkeypatch.undo()
    assert output.getvalue().startswith("no database · 0 new files of evidence · ")
    assert (copy / "db.sqlite3").read_bytes() == good


def test_a_row_that_names_nothing_is_found(data: Path, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL stores none")
    city = make_city("备份市")
    organ = Organ.objects.create(city=city, name="局")
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_city WHERE adcode = %s", [city.adcode])
    try:
        with pytest.raises(CommandError, match=r"row .* of surveys_organ names a row"):
            backup(tmp_path / "copy")
        assert not (tmp_path / "copy" / "db.sqlite3").exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM surveys_organ WHERE id = %s", [organ.pk])


def test_altered_and_missing_evidence_is_named(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    copy = tmp_path / "copy"
    kept, gone = document(b"kept"), document(b"gone")
    backup(copy)
    altered, never = document(b"altered before"), document(b"never copied")
    for path in (kept, altered):
        path.chmod(0o640)
        path.write_bytes(b"other bytes")
    for path in (gone, never):
        path.unlink()
    with pytest.raises(CommandError) as refused:
        backup(copy)
    text = str(refused.value)
    assert f"evidence {kept.name} was altered in the store" in text
    assert f"evidence {altered.name} was altered in the store" in text
    assert f"evidence {gone.name} is missing in the store; this backup has it" in text
    assert f"evidence {never.name} is missing in the store; no copy either" in text
    copies = {path.name: path.read_bytes() for path in (copy / "evidence").glob("??/*")}
    assert sorted(copies.values()) == [b"a reply", b"gone", b"kept"]


def test_evidence_that_cannot_be_read_is_named(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    path = document(b"in the way")
    path.unlink()
    path.mkdir()
    with pytest.raises(CommandError, match=f"evidence {path.name}: Is a directory"):
        backup(tmp_path / "copy")


def test_a_copy_that_rotted_is_replaced(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    copy = tmp_path / "copy"
    backup(copy)
    [stored] = (copy / "evidence").glob("??/*")
    stored.chmod(0o640)
    stored.write_bytes(b"a repl")
    (stored.parent / f".{stored.name}.new").write_bytes(b"of a backup that was killed")
    assert "1 new files of evidence" in backup(copy)
    assert stored.read_bytes() == b"a reply"
    assert not list(copy.rglob(".*"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("digest_key", "x" * 50, "digest_key is not the one of the earlier copy"),
        ("digest_key", "", "digest_key is damaged"),
        ("secret_key", "short", "secret_key is damaged"),
        ("secret_key", "x" * (KEY_LENGTH - 1), "secret_key is damaged"),
        ("secret_key", None, "secret_key is missing"),
    ],
)
def test_a_key_is_replaced_by_no_worse_one(
    data: Path, tmp_path: Path, name: str, content: str | None, words: str
) -> None:
    needs_pg_dump()
    copy = tmp_path / "copy"
    backup(copy)
    (data / name).unlink()
    if content is not None:
        (data / name).write_text(content, "ascii")
    with pytest.raises(CommandError, match=words):
        backup(copy)
    assert (copy / name).read_text("ascii") == "k" * 50


def test_the_shortest_key_is_taken(data: Path, tmp_path: Path) -> None:
    needs_pg_dump()
    (data / "secret_key").write_text("x" * KEY_LENGTH, "ascii")
    backup(tmp_path / "copy")
    assert (tmp_path / "copy" / "secret_key").read_text("ascii") == "x" * KEY_LENGTH


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
