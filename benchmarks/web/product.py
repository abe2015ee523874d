"""The product as a machine has it: `./run` on a data folder of its own, with the demo editions."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.stored import ROOT, environment
from ecoasset.launch.process import spawn, stop
from ecoasset.launch.venv import PYTHON

SERVES = "Ctrl-C"
"""The last line that `./run` prints before it watches."""

START_SECONDS = 600.0
STOP_SECONDS = 60.0
LAST_LINES = 2000


class NotServing(Exception):
    """`./run` did not come up; the text is the end of what it printed."""


@dataclass(frozen=True)
class Product:
    """`pid` is the launcher's; every process of the product descends from it."""

    pid: int
    port: int
    environ: Mapping[str, str]

    def stage(self, work: str) -> dict[str, Any]:
        """What `benchmarks.web.stage` answers, in a process on this product's data."""
        command = [str(PYTHON), "-m", "benchmarks.web.stage", work]
        environ = {**self.environ, "ECOASSET_LOG_LEVEL": "WARNING"}
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def serving(database_url: str = "") -> Iterator[Product]:
    """Start, yield, stop; on SQLite unless an address is given."""
    with tempfile.TemporaryDirectory(prefix="ecoasset-benchmark-") as folder:
        data, port = Path(folder, "data"), free_port()
        environ = environment(data)
        if database_url:
            environ["DATABASE_URL"] = database_url
        printed = Path(folder, "run.txt")
        command = [sys.executable, str(ROOT / "run"), "--port", str(port), "--data", str(data)]
        with printed.open("wb") as output:
            process = spawn(
                command, folder=ROOT, environ=environ, output=output, errors=subprocess.STDOUT
            )
        try:
            _wait(process, printed)
            yield Product(process.pid, port, environ)
        finally:
            stop([process], STOP_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], printed: Path) -> None:
    """By what it prints: asking it for a page would be the first look at one."""
    deadline = time.monotonic() + START_SECONDS
    while SERVES not in (text := printed.read_text("utf-8", "replace")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotServing(text[-LAST_LINES:])
        time.sleep(0.1)
