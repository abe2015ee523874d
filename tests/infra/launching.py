"""`./run` as a process, for the tests of what a person sees at the terminal."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecoasset.env import BASE_DIR, PREFIX
from ecoasset.launch.children import UNCOMPILED
from ecoasset.launch.process import started_at
from ecoasset.paths import DataFolder
from tests.engines.background import wait_until
from tests.engines.patience import PATIENCE_SECONDS

STARTED = "Ctrl-C"


def environment(**variables: str) -> dict[str, str]:
    dropped = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", UNCOMPILED)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PREFIX) and name not in dropped
    }
    return {**kept, **variables}


def run(
    *options: str, checkout: Path = BASE_DIR, **variables: str
) -> subprocess.CompletedProcess[str]:
    """To its end; for starts that are refused and for --setup."""
    return subprocess.run(
        [sys.executable, str(checkout / "run"), *options],
        cwd=checkout,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def prepared(
    shared: Path,
    *options: str,
    checkout: Path = BASE_DIR,
    then: Callable[[Path], str] = lambda _folder: "",
) -> tuple[Path, str]:
    """A data folder after `./run --setup` with these options, and what that printed; to be copied.

    `shared` is common to all processes of the test session; the first that asks makes it. What
    `then` adds to the folder, it may add to the text.
    """
    name = "-".join(("set-up", *(option.strip("-") for option in options)))
    folder, printed = shared / name, shared / f"{name}.txt"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            done = run("--setup", *options, "--data", str(folder), checkout=checkout)
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout + then(folder), "utf-8")
    return folder, printed.read_text("utf-8")


def first_password(printed: str) -> str:
    """The administrator's, as the first start printed it."""
    return printed.partition("管理员 admin  密码 ")[2].split()[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Instance:
    """A serving `./run`, its output in a file; `text` begins at the byte `read_from`."""

    data: DataFolder
    port: int
    process: subprocess.Popen[bytes]
    output: Path
    read_from: int = 0

    def text(self) -> str:
        return self.output.read_bytes()[self.read_from :].decode("utf-8", "replace")

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def children(self) -> dict[str, tuple[int, str]]:
        """Pid and start mark by name, as the instance recorded them."""
        recorded = json.loads((self.data.run / "children.json").read_text("utf-8"))["children"]
        return {entry["name"]: (entry["pid"], entry["mark"]) for entry in recorded}

    def wait_for_exit(self) -> int:
        return self.process.wait(PATIENCE_SECONDS)


def serve(data: DataFolder, tmp_path: Path, **variables: str) -> Instance:
    """Start it and wait until it says that it serves."""
    port = free_port()
    output = tmp_path / f"run-{port}.txt"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                str(BASE_DIR / "run"),
                "--no-demo",
                "--port",
                str(port),
                "--data",
                str(data.root),
            ],
            env=environment(ECOASSET_SWEEP_SECONDS="1", **variables),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    instance = Instance(data, port, process, output)
    try:
        wait_until(lambda: STARTED in instance.text() or process.poll() is not None)
        assert process.poll() is None, instance.text()
    except BaseException:
        process.terminate()
        raise
    return instance


def gone(children: dict[str, tuple[int, str]]) -> bool:
    return all(started_at(pid) != mark for pid, mark in children.values())


def alive(children: dict[str, tuple[int, str]]) -> bool:
    return all(started_at(pid) == mark for pid, mark in children.values())


def group(leader: int) -> set[int]:
    """The living processes of a group, from /proc."""
    return groups().get(leader, set())


def groups() -> dict[int, set[int]]:
    """The living processes of this machine by the leaders of their groups."""
    found: dict[int, set[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found.setdefault(int(fields[2]), set()).add(int(status.parent.name))
    return found


def holds(pid: int, library: str) -> bool:
    """Whether a process has loaded native code of an installed package, from /proc."""
    return f"/site-packages/{library}/" in Path(f"/proc/{pid}/maps").read_text("utf-8")
