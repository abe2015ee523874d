"""From SQLite to PostgreSQL by `move_database`, on a real server and in real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from ecoasset.env import BASE_DIR
from scoring.models import Basis, ComputeFault, Heartbeat
from surveys.models import (
    AnnualTable,
    Code,
    CodebookDraft,
    CodebookVersion,
    CodeProposal,
    Evidence,
    InfoRequest,
    Organ,
    RoundImport,
    RoundImportFile,
    RoundStatistics,
    SearchRecord,
    StoredFile,
    Submission,
    SubmissionSearch,
    TrailEntry,
    User,
    Wording,
    WordingBand,
)
from tests.access.world import make_world
from tests.builders import PASSWORD, load_reference
from tests.engines import postgres
from tests.engines.patience import PATIENCE_SECONDS

pytestmark = [pytest.mark.worker, pytest.mark.one_engine, pytest.mark.django_db(transaction=True)]
LEFT_BEHIND = {"admin", "auth", "contenttypes", "sessions"}
# Of the lock-out, which keeps its attempts alone here.
EMPTY_AT_REST = {"axes.AccessLog", "axes.AccessFailureLog", "axes.AccessAttemptExpiration"}


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The address of an empty PostgreSQL of the test's own."""
    if connection.vendor != "sqlite":
        pytest.skip("the source is SQLite: tried in the run on SQLite")
    try:
        with postgres.running() as running:
            yield running.url
    except postgres.NoPostgres as error:
        pytest.skip(f"no move to PostgreSQL was tried: {error}")


def _call(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "DATABASE_URL": url, "PYTHONUTF8": "1"}
    environ["DJANGO_SETTINGS_MODULE"] = "ecoasset.settings"
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def _fill(client: Client) -> str:
    """A row of every kind; the code of an edition with a run."""
    load_reference()
    edition = make_world().open_edition
    client.post("/sign-in/", {"username": "fellow", "password": "wrong"})
    Heartbeat.objects.get_or_create(name="sweep", defaults={"at": timezone.now()})
    fault = {"inputs_version": 1, "code": "legacy", "details": {"text": "因"}}
    ComputeFault.objects.update_or_create(fault, edition=edition, basis=Basis.APPROVED)
    SearchRecord.objects.get_or_create(
        code=Code.objects.first(), place="网站", words="碳汇", searched_on="2025-01-02"
    )
    SubmissionSearch.objects.get_or_create(
        submission=Submission.objects.first(), place="网站", words="碳汇", searched_on="2025-01-02"
    )
    code = Code.objects.earliest("pk")
    CodeProposal.objects.create(
        edition=code.edition,
        city=code.city,
        question=code.question,
        coder=code.coder,
        source=code,
        evidence=Evidence.objects.earliest("pk"),
        quotation="全文",
        choice="yes",
    )
    book = CodebookVersion.objects.latest("number")
    CodebookDraft.objects.create(
        pk=1, base=book, content=book.content, saved_by=User.objects.earliest("pk")
    )
    first = StoredFile.objects.earliest("pk")
    wording = Wording.objects.get_or_create(file=first, defaults={"is_open": True})[0]
    WordingBand.objects.get_or_create(wording=wording, value=7)
    organ = {"organ": Organ.objects.first(), "year": 2019, "source": "门户网站"}
    AnnualTable.objects.create(edition=edition, cells={}, **organ)
    RoundStatistics.objects.create(edition=edition, stamp="0" * 64, content={"n": 1})
    RoundImportFile.objects.create(
        batch=RoundImport.objects.earliest("pk"),
        file=StoredFile.objects.earliest("pk"),
        name="复函.pdf",
    )
    InfoRequest.objects.update(number="〔2025〕1 号 😀")
    moved = [m for m in apps.get_models() if m._meta.app_label not in LEFT_BEHIND]
    empty = {m._meta.label for m in moved if not m._base_manager.exists()}
    assert empty <= EMPTY_AT_REST
    return edition.code


def test_everything_arrives_as_it_was(server: str, client: Client, tmp_path: Path) -> None:
    edition = _fill(client)
    source = str(settings.DATABASES["default"]["NAME"])
    refused = _call(server, "move_database", source)
    assert (refused.returncode, "is not migrated" in refused.stderr) == (1, True)
    assert _call(server, "migrate", "--verbosity", "0").returncode == 0
    moved = _call(server, "move_database", source)
    assert moved.returncode == 0, moved.stderr
    rows = sum(
        m._base_manager.count() for m in apps.get_models() if m._meta.app_label not in LEFT_BEHIND
    )
    assert moved.stdout.startswith(f"{rows} objects")
    again = _call(server, "move_database", source)
    assert "name an empty one" in again.stderr
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    call_command("export_appendix", edition=edition, output=str(before))
    done = _call(server, "export_appendix", "--edition", edition, "--output", str(after))
    assert done.returncode == 0, done.stderr
    assert after.read_bytes() == before.read_bytes()
    _works_there(server)


def _works_there(server: str) -> None:
    """Passwords, history with its triggers, and the next number of every table."""
    with closing(psycopg.connect(server, autocommit=True)) as link:
        (password,) = link.execute(
            "SELECT password FROM surveys_user WHERE username = 'manager'"
        ).fetchone() or ("",)
        assert check_password(PASSWORD, password)
        there = link.execute("SELECT id, at, changes FROM surveys_trailentry ORDER BY id")
        here = TrailEntry.objects.order_by("pk").values_list("pk", "at", "changes")
        assert there.fetchall() == list(here)
        for table in ("surveys_trailentry", "surveys_submission"):
            for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
                with pytest.raises(psycopg.DatabaseError, match="append-only"):
                    link.execute(statement.format(table))
    new = _call(server, "createsuperuser", "--username", "newcomer", "--noinput")
    assert new.returncode == 0, new.stderr
    with closing(psycopg.connect(server)) as link:
        (key,) = link.execute(
            "SELECT id FROM surveys_user WHERE username = 'newcomer'"
        ).fetchone() or (0,)
    assert key > max(User.objects.values_list("pk", flat=True))
    assert not User.objects.filter(username="newcomer").exists()
