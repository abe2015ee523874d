"""No empty product in the place of one whose database is gone; damage is told at the start."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from ecoasset.paths import DataFolder
from tests.ecoasset.upkeep.damage import damage_page
from tests.engines import postgres
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra import launching

pytestmark = pytest.mark.worker
WAY_OUT = ("从备份恢复", "restore it from the backup", "./run --new-database")


@pytest.fixture
def data(shared_folder: Path, tmp_path: Path) -> DataFolder:
    folder, _printed = launching.prepared(shared_folder, "--no-demo")
    return DataFolder(Path(shutil.copytree(folder, tmp_path / "data")))


def command(
    *words: str, data: Path, program: tuple[str, ...] = ("manage.py",), **variables: str
) -> subprocess.CompletedProcess[str]:
    environ = launching.environment(ECOASSET_DATA=str(data), **variables)
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def says_the_way_out(text: str) -> bool:
    return all(words in text for words in WAY_OUT) and "Traceback" not in text


@pytest.mark.parametrize("lost", ["missing", "empty"])
def test_run_refuses_what_is_lost(data: DataFolder, lost: str) -> None:
    data.database.unlink()
    if lost == "empty":
        data.database.touch()
    refused = launching.run("--setup", "--no-demo", "--data", str(data.root))
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert says_the_way_out(line)


def test_a_new_start_is_made_where_it_is_asked_for(data: DataFolder) -> None:
    data.database.unlink()
    anew = launching.run("--setup", "--no-demo", "--new-database", "--data", str(data.root))
    assert anew.returncode == 0, anew.stderr
    assert anew.stdout.count("密码") == 1, "an administrator of its own"
    again = launching.run("--setup", "--no-demo", "--new-database", "--data", str(data.root))
    assert again.returncode == 1
    assert "--new-database is for an empty one" in again.stderr


@pytest.mark.parametrize("words", [("migrate",), ("prepare", "--no-demo")])
def test_so_do_the_commands_that_make_tables(data: DataFolder, words: tuple[str, ...]) -> None:
    data.database.unlink()
    done = command(*words, data=data.root)
    assert done.returncode == 1
    assert says_the_way_out(done.stderr)


SERVERS = {
    "web": (("-m", "gunicorn"), ("ecoasset.wsgi:application", "--bind", "127.0.0.1:0")),
    "web, loaded once": (
        ("-m", "gunicorn"),
        ("ecoasset.wsgi:application", "--preload", "--bind", "127.0.0.1:0"),
    ),
    "worker": (("manage.py",), ("worker",)),
    "beat": (("manage.py",), ("beat",)),
    "Celery's own beat": (("-m", "celery"), ("--app", "ecoasset.celery", "beat")),
}


ALWAYS = ("web", "worker")
OTHERS = [pytest.param(name, marks=pytest.mark.long) for name in sorted({*SERVERS} - {*ALWAYS})]


@pytest.mark.parametrize("name", [*ALWAYS, *OTHERS])
def test_so_does_each_process_of_a_team(data: DataFolder, name: str) -> None:
    """They make no tables, but an empty file would serve errors for ever."""
    data.database.unlink()
    program, words = SERVERS[name]
    done = command(*words, data=data.root, program=program)
    assert done.returncode != 0
    assert says_the_way_out(done.stderr), done.stderr


def test_so_it_is_with_an_empty_postgres_beside_evidence(data: DataFolder) -> None:
    """The folder alone says that it was in use: that database was another one."""
    (data.root / "database_made").unlink()
    (data.evidence / "ab").mkdir()
    (data.evidence / "ab" / ("ab" * 32)).touch()
    try:
        with postgres.running() as server:
            for words in (("migrate",), ("prepare", "--no-demo")):
                done = command(*words, data=data.root, DATABASE_URL=server.url)
                assert done.returncode == 1
                assert says_the_way_out(done.stderr)
            program, served = SERVERS["web"]
            done = command(*served, data=data.root, program=program, DATABASE_URL=server.url)
            assert says_the_way_out(done.stderr), done.stderr
    except postgres.NoPostgres as error:
        pytest.skip(str(error))


def test_a_server_that_does_not_answer_is_not_called_damaged(data: DataFolder) -> None:
    with socket.socket() as silent:  # bound, but it takes no connection
        silent.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody:very-secret@127.0.0.1:{silent.getsockname()[1]}/none"
        done = command("prepare", "--no-demo", data=data.root, DATABASE_URL=url)
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "数据库连接不上" in line
    assert "the database does not answer" in line
    assert not {"damaged", "backup", "very-secret"} & set(re.findall(r"[\w-]+", line))


def test_a_first_start_that_was_killed_goes_on(tmp_path: Path) -> None:
    """Evidence of the demo is there before its rows; the folder says that it is not through."""
    data = DataFolder(tmp_path / "data")
    data.prepare()
    (data.run / "first-start").touch()
    (data.evidence / "ab").mkdir()
    (data.evidence / "ab" / ("ab" * 32)).touch()
    done = command("prepare", "--no-demo", data=data.root)
    assert done.returncode == 0, done.stderr
    assert not (data.run / "first-start").exists()
    assert (data.root / "database_made").exists()


def test_a_damaged_page_stops_the_start(data: DataFolder) -> None:
    damage_page(data.database, "surveys_question")
    refused = launching.run("--setup", "--no-demo", "--data", str(data.root))
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert "数据库已损坏" in line
    assert "restore it from the backup" in line


def test_a_table_that_is_gone_stops_the_start(data: DataFolder) -> None:
    with closing(sqlite3.connect(data.database)) as link:
        link.execute("DROP TABLE scoring_studyblock")
    done = command("prepare", "--no-demo", data=data.root)
    assert done.returncode == 1
    assert "no table scoring_studyblock" in done.stderr


def test_missing_evidence_is_told_and_stops_nothing(data: DataFolder) -> None:
    with closing(sqlite3.connect(data.database)) as link, link:
        link.execute(
            "INSERT INTO surveys_storedfile (sha256, size, media_type, stored_at)"
            " VALUES (?, 7, 'text/plain', '2025-01-01 00:00:00')",
            ["cd" * 32],
        )
    done = launching.run("--setup", "--no-demo", "--data", str(data.root))
    assert done.returncode == 0, done.stderr
    assert "1 files of evidence are missing or cut off" in done.stdout
