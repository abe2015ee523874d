"""A full disk, a database or a store that is away: a page and a line of the log each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from psycopg import errors as postgres_errors
from pytest_django import Settings

from surveys.evidence.store import path_of
from surveys.models import City, Edition, Evidence, Reply, Round, StoredFile, TrailEntry
from surveys.rounds.views import replies
from surveys.trouble import Trouble, trouble_of
from tests.builders import Cast, make_city, make_organ, make_outcome, make_reply
from tests.engines import small_disk
from tests.web.people import browser

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = "经查，我市已成立专项领导小组。".encode()
WORDS = {
    Trouble.FULL: ("The disk is full", "磁盘已满"),
    Trouble.DATABASE: ("The database cannot be reached", "数据库连接不上"),
    Trouble.STORE: ("The documents cannot be reached", "材料暂时无法读取"),
}


@pytest.fixture
def city(survey_round: Round) -> City:
    """With a reply, a neighbour of what fails."""
    city = make_city("甲市", adcode="910001")
    make_reply(survey_round, make_city("乙市"))
    return city


@pytest.fixture
def typed(city: City, survey_round: Round, evidence_folder: Path) -> dict[str, Any]:
    return {
        "survey_round": survey_round.pk,
        "organ": make_organ(city).pk,
        "received_on": "2025-06-01",
        "unasked": make_outcome().pk,
        "files": SimpleUploadedFile("复函.txt", LETTER),
    }


def quiet(client: Client) -> Client:
    """Shows the page of an error instead of raising it."""
    client.raise_request_exception = False
    return client


def address(edition: Edition, page: str = "reply") -> str:
    return f"/editions/{edition.code}/cities/910001/{page}/"


def says(answer: Any, trouble: Trouble, log: pytest.LogCaptureFixture, line: str) -> bool:
    """The page, and one line in the log without a traceback."""
    lines = [one for one in log.records if one.levelname == "ERROR"]
    return (
        answer.status_code == (507 if trouble == Trouble.FULL else 503)
        and WORDS[trouble][0] in answer.content.decode()
        and [one.name for one in lines] == ["ecoasset.trouble"]
        and lines[0].getMessage().startswith(line)
        and lines[0].exc_info is None
    )


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Reply, Evidence, StoredFile, TrailEntry))


def test_a_full_disk_of_the_store(
    cast: Cast,
    edition: Edition,
    typed: dict[str, Any],
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client, before = quiet(browser(cast.coder)), stored()
    try:
        with small_disk.mounted(tmp_path / "disk") as disk:
            settings.EVIDENCE_DIR = disk
            for shard in range(256):
                (disk / f"{shard:02x}").mkdir()
            filler = small_disk.fill(disk)
            answer = client.post(address(edition), typed)
            assert says(answer, Trouble.FULL, caplog, "disk full: POST /editions/")
            assert "Nothing of what you sent was stored" in answer.content.decode()
            assert stored() == before
            assert [path for path in disk.rglob("*") if path.is_file()] == [filler]
            filler.unlink()
            typed["files"].seek(0)
            assert client.post(address(edition), typed).status_code == 302
    except small_disk.NoDisk as error:
        pytest.skip(str(error))
    assert Reply.objects.count() == 2


@contextmanager
def full_database() -> Iterator[None]:
    """No further page, and no room on those that are there."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (content BLOB)")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 1}")
        for size in (4096, 256, 16):
            with pytest.raises(OperationalError, match="full"):  # noqa: PT012
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE filler")


def test_a_full_disk_of_the_database(
    cast: Cast, edition: Edition, typed: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("its server alone knows its disk")
    client, before = quiet(browser(cast.coder)), stored()
    with full_database():
        long = {**typed, "summary": "字" * 2000, "files": ()}
        answer = client.post(address(edition), long)
        assert says(answer, Trouble.FULL, caplog, "disk full: POST /editions/")
        assert client.get(address(edition)).status_code == 200, "reading goes on"
    assert stored() == before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_database_that_is_away(
    cast: Cast,
    edition: Edition,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    language: str,
) -> None:
    """The account's language is in it, so the cookie's stands in."""
    if connection.vendor != "sqlite":
        pytest.skip("a server that stops: tests/infra/test_team.py")
    client = quiet(browser(cast.coder))
    client.cookies["ecoasset_language"] = language
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path))
    answer = client.get("/")
    connection.close()
    monkeypatch.undo()
    assert answer.status_code == 503
    assert WORDS[Trouble.DATABASE][language != "en"] in answer.content.decode()
    [line] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert line.getMessage().startswith("database away: GET /:")
    assert client.get("/").status_code == 200


def test_a_damaged_database_is_not_a_fault_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_bytes(b"not a database" * 1000)
    with (
        closing(sqlite3.connect(tmp_path / "db.sqlite3")) as link,
        pytest.raises(sqlite3.DatabaseError) as damaged,
    ):
        link.execute("SELECT * FROM surveys_city")
    assert trouble_of(damaged.value) == Trouble.DATABASE


@pytest.mark.parametrize("how", ["gone", "a file", "emptied"])
def test_a_store_that_is_away(
    cast: Cast,
    edition: Edition,
    typed: dict[str, Any],
    evidence_folder: Path,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    client = quiet(browser(cast.coder))
    assert client.post(address(edition), typed).status_code == 302
    before, row = stored(), Evidence.objects.get()
    evidence_folder.rename(evidence_folder.with_name("elsewhere"))
    if how != "gone":
        evidence_folder.mkdir() if how == "emptied" else evidence_folder.touch()
    typed["files"].seek(0)
    answer = client.post(address(edition), {**typed, "form_token": ""})
    assert says(answer, Trouble.STORE, caplog, "store away: POST /editions/")
    assert "Nothing of what you sent was stored" in answer.content.decode()
    caplog.clear()
    answer = client.get(f"/evidence/{row.pk}/")
    assert says(answer, Trouble.STORE, caplog, f"store away: GET /evidence/{row.pk}/")
    assert stored() == before


def test_one_missing_file_is_not_a_store_that_is_away(
    cast: Cast, edition: Edition, typed: dict[str, Any]
) -> None:
    client = quiet(browser(cast.coder))
    client.post(address(edition), typed)
    other = SimpleUploadedFile("另一.txt", LETTER + b"2")
    client.post(address(edition), {**typed, "files": other})
    row = Evidence.objects.order_by("pk")[0]
    path_of(row.file.sha256).unlink()
    assert client.get(f"/evidence/{row.pk}/").status_code == 404


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyError("a fault")])
def test_what_was_stored_before_is_told(
    cast: Cast,
    edition: Edition,
    typed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(replies, "_warn_of_twins", fail)
    answer = quiet(browser(cast.coder)).post(address(edition), typed)
    assert answer.status_code == (507 if isinstance(error, OSError) else 500)
    assert "2 changes were stored before this happened" in answer.content.decode()
    [line] = [one for one in caplog.records if one.levelname == "ERROR"]
    if isinstance(error, OSError):
        assert "reply.register" in line.getMessage()
    else:
        assert line.exc_info is not None, "a fault of the program keeps its traceback"
    answer = quiet(browser(cast.coder)).get("/no-such-page/")
    assert "before this happened" not in answer.content.decode(), "of another request"


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (postgres_errors.DiskFull("no space"), Trouble.FULL),
        (postgres_errors.AdminShutdown("terminating"), Trouble.DATABASE),
        (postgres_errors.UndefinedTable("no relation"), Trouble.DATABASE),
        (psycopg.OperationalError("server closed the connection"), Trouble.DATABASE),
        (postgres_errors.UniqueViolation("twice"), None),
        (postgres_errors.UndefinedColumn("a fault"), None),
        (FileNotFoundError(2, "no such file", "/elsewhere"), None),
        (ValueError("a fault"), None),
    ],
)
def test_trouble_is_told_from_faults(error: Exception, trouble: Trouble | None) -> None:
    outer = RuntimeError("raised from it")
    outer.__cause__ = error
    assert trouble_of(error) is trouble
    assert trouble_of(outer) is trouble
