"""The set-up of a team: PostgreSQL and a Redis of their own, `./run` and single processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from ecoasset.launch.process import spawn, stop
from ecoasset.paths import DataFolder
from tests.engines import background, postgres
from tests.engines.background import wait_until
from tests.infra import launching

pytestmark = pytest.mark.worker


@pytest.fixture
def variables(valkey: background.Engine, data_folder: DataFolder) -> Iterator[dict[str, str]]:
    """Addresses of a running PostgreSQL and a running Valkey."""
    try:
        with postgres.running() as server:
            broker = f"redis+socket://{data_folder.broker_socket}"
            yield {"DATABASE_URL": server.url, "REDIS_URL": broker}
    except postgres.NoPostgres as error:
        pytest.skip(str(error))


def test_run_serves_with_both_and_starts_no_broker(
    variables: dict[str, str], tmp_path: Path
) -> None:
    started = launching.serve(DataFolder(tmp_path / "data"), tmp_path, **variables)
    try:
        assert set(started.children()) == {"worker", "studies", "beat", "web"}
        wait_until(lambda: started.get("/readyz")[0] == 200)
        checks = started.get("/readyz")[1]["checks"]
        assert checks["database"]["vendor"] == "postgresql"
        assert not started.data.database.exists()
        assert not started.data.broker_socket.exists()
        _another_web_process(started, variables)
    finally:
        started.process.terminate()
        assert started.wait_for_exit() == 0


def _another_web_process(beside: launching.Instance, variables: dict[str, str]) -> None:
    """As the manual starts one on a second machine, with evidence and keys shared."""
    port = launching.free_port()
    environ = launching.environment(ECOASSET_DATA=str(beside.data.root), **variables)
    command = (
        *(sys.executable, "-m", "gunicorn", "ecoasset.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"),
    )
    with Path(os.devnull).open("wb") as nowhere:
        process = spawn(
            command, folder=BASE_DIR, environ=environ, output=nowhere, errors=subprocess.STDOUT
        )
    try:
        second = launching.Instance(beside.data, port, process, beside.output)
        wait_until(lambda: _status(second) == 200)
    finally:
        stop([process], 10)


def _status(instance: launching.Instance) -> int:
    try:
        return instance.get("/readyz")[0]
    except OSError:
        return 0
