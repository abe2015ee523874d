"""What killed uploads leave is listed, and removed after a day; nothing that a row names is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from ecoasset.tasks import tidy
from surveys.evidence.leftovers import MOST_UNNAMED, Kind, TooMany, leftovers, leftovers_remove
from surveys.evidence.services import file_store
from surveys.evidence.store import STALE_SECONDS, path_of, store_read, store_write
from tests.builders import make_document

pytestmark = pytest.mark.django_db
LONG = STALE_SECONDS + 60


@pytest.fixture
def store(evidence_folder: Path, settings: Settings, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return evidence_folder


def age(path: Path, seconds: float = LONG) -> Path:
    at = time.time() - seconds
    os.utime(path, (at, at))
    return path


def make(path: Path, seconds: float = LONG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    return age(path, seconds)


def unnamed(content: bytes = b"no row") -> Path:
    return age(path_of(store_write(content)))


def test_each_kind_is_found_once_it_is_old(store: Path, settings: Settings) -> None:
    uploads = Path(settings.FILE_UPLOAD_TEMP_DIR)
    named = age(path_of(file_store(document=make_document()).sha256))
    old = {
        make(uploads / "tmp1.upload.pdf"): Kind.UPLOAD,
        make(store / "ab" / ".new-1"): Kind.DRAFT,
        unnamed(): Kind.UNNAMED,
        # By a clock that was ahead.
        make(store / "ab" / ".new-2", -LONG): Kind.DRAFT,
    }
    new = [make(uploads / "tmp2.upload.pdf", 60), make(store / "ab" / ".new-3", 60)]
    new.append(path_of(store_write(b"its row is on the way")))
    found = leftovers()
    assert {one.path: one.kind for one in found} == old
    assert leftovers_remove(found=found) == 4
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in [*new, named])


def test_an_unnamed_file_comes_back_when_a_row_names_it_after_all(store: Path) -> None:
    """The same bytes arrived while it was set aside."""
    document = make_document()
    path = unnamed(document.content)
    leftovers_remove(found=leftovers())
    assert not path.exists()
    path_of(file_store(document=document).sha256).unlink()  # as if it had been found there
    tidy()
    assert store_read(path.name) == document.content


def test_it_is_deleted_a_day_later(store: Path) -> None:
    path = unnamed()
    tidy()
    [aside] = path.parent.iterdir()
    tidy()
    assert aside.exists(), "not before"
    age(aside)
    assert [one.kind for one in leftovers()] == [Kind.ASIDE]
    tidy()
    assert list(path.parent.iterdir()) == []


def test_another_database_takes_no_evidence_away(store: Path, settings: Settings) -> None:
    """It knows none of the files: more than killed uploads leave."""
    upload = make(Path(settings.FILE_UPLOAD_TEMP_DIR) / "tmp.upload")
    paths = [unnamed(str(number).encode()) for number in range(MOST_UNNAMED + 1)]
    with pytest.raises(TooMany):
        leftovers_remove(found=leftovers())
    assert all(path.exists() for path in paths)
    assert not upload.exists()
    tidy()
    assert all(path.exists() for path in paths)
    assert leftovers_remove(found=leftovers(), many=True) == len(paths)


def test_bytes_that_come_again_are_no_leftover(store: Path) -> None:
    path = unnamed(b"once more")
    store_write(b"once more")
    assert leftovers() == []
    assert path.exists()


def test_the_command_lists_and_removes(store: Path) -> None:
    path = make(store / "ab" / ".new-1")
    output = io.StringIO()
    call_command("leftovers", stdout=output)
    assert output.getvalue().splitlines() == [f"draft              4  {path}", "1 leftovers"]
    assert path.exists()
    call_command("leftovers", "--remove", stdout=output)
    assert output.getvalue().splitlines()[-1] == "1 leftovers, 1 removed"
    assert not path.exists()


def told(*options: str) -> list[str]:
    output = io.StringIO()
    call_command("leftovers", *options, stdout=output)
    return output.getvalue().splitlines()


def test_the_command_removes_many_when_it_is_told_so(store: Path) -> None:
    paths = [unnamed(str(number).encode()) for number in range(MOST_UNNAMED)]
    assert told("--remove")[-1] == f"{MOST_UNNAMED} leftovers, {MOST_UNNAMED} removed"
    count = MOST_UNNAMED + 1
    paths = [unnamed(f"other {number}".encode()) for number in range(count)]
    with pytest.raises(CommandError) as refused:
        told("--remove")
    assert str(refused.value) == (
        f"{count} files of the store are named by no row: is this its database? "
        "Nothing of the store was removed; --many removes them all the same"
    )
    assert refused.value.returncode == 1
    listed = {f"unnamed {path.stat().st_size:>12}  {path}" for path in paths}
    assert set(told()) == {*listed, f"{count} leftovers"}
    assert told("--remove", "--many")[-1] == f"{count} leftovers, {count} removed"
    assert told() == ["0 leftovers"]


KILLED = """
import os, signal, sys
import django
django.setup()
from surveys.evidence.store import store_write
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
store_write(b"never complete")
"""


def test_an_upload_that_is_killed_leaves_a_draft(settings: Settings, tmp_path: Path) -> None:
    environ = {**os.environ, "ECOASSET_DATA": str(tmp_path / "data")}
    done = subprocess.run([sys.executable, "-c", KILLED], env=environ, check=False)
    assert done.returncode == -9
    settings.EVIDENCE_DIR = tmp_path / "data" / "evidence"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "data" / "tmp"
    [draft] = settings.EVIDENCE_DIR.glob("??/*")
    age(draft)
    assert [(one.path, one.kind) for one in leftovers()] == [(draft, Kind.DRAFT)]
    leftovers_remove(found=leftovers())
    assert not draft.exists()
