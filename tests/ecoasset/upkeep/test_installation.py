"""Each case in which a start makes tables, goes on, or is refused; and files that are lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from ecoasset.upkeep import installation
from ecoasset.upkeep.installation import (
    MADE,
    LostDatabase,
    NotEmpty,
    mark_made,
    refuse_lost,
    refuse_to_serve_lost,
    sign_of_use,
)
from ecoasset.upkeep.soundness import database_damage, evidence_lost
from surveys.evidence.store import path_of
from surveys.models.user import Role, User
from tests.builders import make_file, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(settings: Settings, evidence_folder: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "run").mkdir(parents=True)
    settings.DATA_DIR = folder
    return folder


def fate(data: Path, **options: bool) -> str:
    try:
        refuse_lost(**options)
    except (LostDatabase, NotEmpty) as refused:
        return type(refused).__name__
    return "begun" if (data / "run" / "first-start").exists() else "goes on"


@pytest.mark.parametrize(
    ("accounts", "made", "begun", "new_database", "expected"),
    [
        (False, False, False, False, "begun"),
        (False, False, False, True, "begun"),
        (False, False, True, False, "begun"),
        (False, True, False, False, "LostDatabase"),
        (False, True, False, True, "begun"),
        (False, True, True, False, "begun"),
        (True, False, False, False, "goes on"),
        (True, True, False, False, "goes on"),
        (True, True, False, True, "NotEmpty"),
        (True, True, True, True, "begun"),
    ],
)
def test_what_becomes_of_a_start(
    data: Path, accounts: bool, made: bool, begun: bool, new_database: bool, expected: str
) -> None:
    if accounts:
        make_user(Role.ANALYST)
    if made:
        (data / MADE).touch()
    if begun:
        (data / "run" / "first-start").touch()
    assert fate(data, new_database=new_database) == expected


def test_signs_of_use(data: Path, settings: Settings) -> None:
    assert sign_of_use() == ""
    stored = Path(settings.EVIDENCE_DIR) / "ab" / "abc"
    stored.parent.mkdir(parents=True)
    assert sign_of_use() == ""
    stored.touch()
    assert sign_of_use() == "evidence/"
    (data / "demo_sign_ins.json").touch()
    assert sign_of_use() == "demo_sign_ins.json"
    (data / MADE).touch()
    assert sign_of_use() == MADE


def test_a_start_that_is_through_is_remembered(data: Path) -> None:
    assert fate(data) == "begun"
    mark_made()
    assert sorted(path.name for path in data.rglob("*") if path.is_file()) == [MADE]
    mark_made()
    assert fate(data) == "LostDatabase"


@pytest.mark.parametrize(
    ("there", "made", "begun", "is_refused"),
    [
        (True, True, False, False),
        (False, True, False, True),
        (False, False, False, False),
        (False, True, True, False),
    ],
)
def test_what_serves_no_lost_database(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
    made: bool,
    begun: bool,
    is_refused: bool,
) -> None:
    class Connection:
        introspection = property(lambda self: self)

        def table_names(self) -> list[str]:
            return [User._meta.db_table] if there else []

        def close(self) -> None: ...

    monkeypatch.setattr(installation, "connection", Connection())
    for wanted, path in ((made, data / MADE), (begun, data / "run" / "first-start")):
        if wanted:
            path.touch()
    if is_refused:
        with pytest.raises(LostDatabase):
            refuse_to_serve_lost()
    else:
        refuse_to_serve_lost()


def test_files_that_are_gone_empty_or_cut_off(evidence_folder: Path) -> None:
    _whole, gone, empty, cut = (make_file().sha256 for _number in range(4))
    assert list(evidence_lost(60)) == []
    path_of(gone).unlink()
    for sha256, content in ((empty, b""), (cut, b"cut")):
        path_of(sha256).chmod(0o600)
        path_of(sha256).write_bytes(content)
    assert list(evidence_lost(60)) == [cut, empty, gone]
    assert list(evidence_lost(-1)) == []


def test_a_sound_database_has_no_damage() -> None:
    assert database_damage(60) == []
