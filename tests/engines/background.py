"""A Valkey and a Celery worker as real processes, started as `./run` starts them."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from django.conf import settings

from ecoasset.env import BASE_DIR, Config
from ecoasset.launch import children, process
from ecoasset.paths import DataFolder
from tests.engines.patience import PATIENCE_SECONDS


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Poll with a deadline; raises TimeoutError when it is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {condition}")
        time.sleep(0.05)


@dataclass
class Engine:
    """One process that a test may start, kill and start again; its log lies in the data folder."""

    child: children.Child
    ready: Callable[["Engine"], bool]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.child.before()
        with self.child.log.open("wb") as log:
            self.process = process.spawn(
                self.child.command,
                folder=BASE_DIR,
                environ=self.environ,
                output=log,
                errors=subprocess.STDOUT,
            )
        wait_until(lambda: self.ready(self))

    def pause(self) -> None:
        """SIGSTOP to the whole group: it does nothing until `resume`."""
        assert self.process is not None
        process.signal_group(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process is not None
        process.signal_group(self.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL to the whole group, as a power cut would."""
        if self.process is not None:
            process.signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            process.stop([self.process], 10)
            self.process = None

    def log(self) -> str:
        return self.child.log.read_text("utf-8", "replace")


def database_url() -> str:
    """The address of the database that the running test uses, for another process."""
    used = settings.DATABASES["default"]
    if used["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{used['NAME']}"
    return f"postgresql://{used['USER']}@/{used['NAME']}?host={quote(used['HOST'])}"


def valkey(data: DataFolder) -> Engine:
    answers = children.broker_answers
    return Engine(children.broker(data), lambda _: answers(data), children.environment(data))


def beat(data: DataFolder, database_url: str, *, sweep_seconds: int = 1) -> Engine:
    """Sends a sweep every second; nobody waits for it."""
    environ = {
        **children.environment(data),
        "DATABASE_URL": database_url,
        "ECOASSET_SWEEP_SECONDS": str(sweep_seconds),
    }
    return Engine(children.beat(data), lambda engine: True, environ)


def worker(data: DataFolder, database_url: str, *, sweep_seconds: int = 1) -> Engine:
    """Works on the tests' database, and comes back when it dies by itself:
    a broker that goes away during an acknowledgement makes Celery's worker give up."""
    environ = {
        **children.environment(data),
        "DATABASE_URL": database_url,
        "ECOASSET_SWEEP_SECONDS": str(sweep_seconds),
    }
    child = children.worker(data)
    kept = replace(child, command=(sys.executable, "-m", "tests.engines.keep", *child.command))
    return Engine(kept, lambda engine: " ready." in engine.log(), environ)


def web(data: DataFolder, config: Config, database_url: str, port: int) -> Engine:
    """One web process on the tests' database, with their settings: no static files collected."""
    environ = {
        **children.environment(data),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    child = children.web(data, replace(config, web_processes=1), port)
    return Engine(child, lambda _: children.web_answers(port), environ)


def unfinished(engine: Engine, task: str) -> set[str]:
    """Ids of the messages of a task that a worker has taken and not ended, by its log."""
    log = engine.log()
    taken = set(re.findall(rf"Task {re.escape(task)}\[([0-9a-f-]+)\] received", log))
    return taken - set(re.findall(rf"Task {re.escape(task)}\[([0-9a-f-]+)\] (?!received)", log))
