"""The set-up of a team: PostgreSQL and a Redis of their own, `./run` and single processes."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
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


def test_a_postgres_that_stops_is_a_page_and_a_line(
    valkey: background.Engine, tmp_path: Path
) -> None:
    """An empty one will do: the page needs no table, only the connection that it then lacks."""
    log = tmp_path / "web.log"
    try:
        with postgres.running() as server:
            second = _web_process(DataFolder(tmp_path / "data"), log, DATABASE_URL=server.url)
            wait_until(lambda: _status(second, "/healthz") == 200)
            wait_until(lambda: second.get("/readyz")[1]["checks"]["database"]["ok"])
    except postgres.NoPostgres as error:
        pytest.skip(str(error))
    try:
        assert second.get("/readyz")[1]["checks"]["database"]["ok"] is False
        for language, words in (("en", "cannot be reached"), ("zh-hans", "数据库连接不上")):
            cookie = f"ecoasset_session=any; ecoasset_language={language}"
            request = urllib.request.Request(f"http://127.0.0.1:{second.port}/")
            request.add_header("Cookie", cookie)
            with pytest.raises(urllib.error.HTTPError) as answer:
                urllib.request.urlopen(request)
            assert answer.value.code == 503
            assert words in answer.value.read().decode()
        text = log.read_text("utf-8")
        assert text.count("ERROR ecoasset.trouble") == 2
        assert "Traceback" not in text.partition("ERROR ecoasset.trouble")[2]
    finally:
        stop([second.process], 10)


def _another_web_process(beside: launching.Instance, variables: dict[str, str]) -> None:
    """As the manual starts one on a second machine, with evidence and keys shared."""
    second = _web_process(beside.data, Path(os.devnull), **variables)
    try:
        wait_until(lambda: _status(second) == 200)
    finally:
        stop([second.process], 10)


def _web_process(data: DataFolder, log: Path, **variables: str) -> launching.Instance:
    port = launching.free_port()
    environ = launching.environment(ECOASSET_DATA=str(data.root), **variables)
    command = (
        *(sys.executable, "-m", "gunicorn", "ecoasset.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"),
    )
    with log.open("wb") as output:
        process = spawn(
            command, folder=BASE_DIR, environ=environ, output=output, errors=subprocess.STDOUT
        )
    return launching.Instance(data, port, process, log)


def _status(instance: launching.Instance, path: str = "/readyz") -> int:
    try:
        return instance.get(path)[0]
    except OSError:
        return 0
