"""Keeps the children running: a dead one comes back, later each time; a signal ends them all."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ecoasset.env import BASE_DIR
from ecoasset.launch import instance
from ecoasset.launch.children import Child
from ecoasset.launch.messages import say
from ecoasset.launch.process import signal_group, spawn, stop
from ecoasset.launch.sweep import SweepWatch
from ecoasset.paths import DataFolder

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_SECONDS = 60.0  # alive that long, the next death counts as the first again
STOP_SECONDS = 15.0
PING_SECONDS, MOST_SILENCES = 5.0, 3
LOG_LIMIT_BYTES = 20 * 1024 * 1024
LOG_CHECK_SECONDS = 60.0
SWEEPERS = ("beat", "worker")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Running:
    """One child with its present process and the delay before it would be started again."""

    child: Child
    process: subprocess.Popen[bytes]
    since: float
    delay: float = FIRST_DELAY
    restart_at: float | None = None
    ping_at: float = 0.0
    silences: int = 0


class Supervisor:
    """Starts, watches and stops; all times are seconds of the monotonic clock."""

    def __init__(self, data: DataFolder, environ: Mapping[str, str]) -> None:
        self.data = data
        self.environ = environ
        self.running: list[Running] = []
        self.sweep: SweepWatch | None = None
        self.stopping = threading.Event()

    def start(self, child: Child) -> Running:
        entry = Running(child, self._spawn(child), time.monotonic())
        self.running.append(entry)
        self._record()
        return entry

    def watch(self) -> None:
        """Returns when a signal asked to stop."""
        next_log_check = 0.0
        while not self.stopping.wait(0.2):
            now = time.monotonic()
            for entry in self.running:
                self._tend(entry, now)
                self._ping(entry, now)
            self._see_to_the_sweep(now)
            if now >= next_log_check:
                next_log_check = now + LOG_CHECK_SECONDS
                for entry in self.running:
                    rotate(entry.child.log)

    def stop(self) -> None:
        """The broker last: a worker that stops still tells it what it did not finish."""
        for last in (False, True):
            wave = [one.process for one in self.running if (one.child.name == "broker") is last]
            stop(wave, STOP_SECONDS)
        instance.forget(self.data)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """The first signal asks to stop; a second one while stopping kills at once."""

        def handler(number: int, frame: FrameType | None) -> None:
            if self.stopping.is_set():
                for entry in self.running:
                    signal_group(entry.process.pid, signal.SIGKILL)
            self.stopping.set()

        before = {number: signal.signal(number, handler) for number in SIGNALS}
        try:
            yield
        finally:
            for number, old in before.items():
                signal.signal(number, old)

    def _tend(self, entry: Running, now: float) -> None:
        if entry.restart_at is not None:
            if now >= entry.restart_at:
                entry.process, entry.since = self._spawn(entry.child), now
                entry.restart_at = None
                self._record()
            return
        code = entry.process.poll()
        if code is None:
            return
        signal_group(entry.process.pid, signal.SIGKILL)  # its own children, if it left any
        if now - entry.since > STEADY_SECONDS:
            entry.delay = FIRST_DELAY
        name, delay = entry.child.name, entry.delay
        say(
            f"{name} 已退出（代码 {code}），{delay:g} 秒后重新启动；日志 {entry.child.log}",
            f"{name} ended (code {code}), starting again in {delay:g} s; see the log",
        )
        entry.restart_at = now + delay
        entry.delay = min(delay * 2, LONGEST_DELAY)

    def _ping(self, entry: Running, now: float) -> None:
        """A broker that hangs holds up the sweep too, which travels through it; killed, it is
        one that died, and the workers find the new one."""
        answers = entry.child.answers
        if answers is None or entry.restart_at is not None or now < entry.ping_at:
            return
        entry.ping_at = now + PING_SECONDS
        entry.silences = 0 if answers() else entry.silences + 1
        if entry.silences >= MOST_SILENCES:
            entry.silences = 0
            name = entry.child.name
            say(f"{name} 没有回应，结束它", f"{name} does not answer, ending it")
            signal_group(entry.process.pid, signal.SIGKILL)

    def _see_to_the_sweep(self, now: float) -> None:
        """Who hangs cannot be told from outside, so all who carry the sweep are replaced; what
        they were at is found again by the next one."""
        if self.sweep is None or not self.sweep.is_stale(now):
            return
        say("定时巡检没有按时完成，重启相关进程", "no sweep came round, replacing beat and worker")
        for entry in self.running:
            if entry.child.name in SWEEPERS and entry.restart_at is None:
                signal_group(entry.process.pid, signal.SIGKILL)

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        child.before()
        with child.log.open("ab") as log:
            return spawn(
                child.command,
                folder=BASE_DIR,
                environ=self.environ,
                output=log,
                errors=subprocess.STDOUT,
            )

    def _record(self) -> None:
        pids = {entry.child.name: entry.process.pid for entry in self.running}
        instance.record(self.data, pids)


def rotate(log: Path) -> None:
    """Copy and truncate: the writers keep their descriptors, which append."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def last_lines(log: Path, count: int = 5) -> str:
    """The end of a log, for the message that its writer did not start."""
    if not log.exists():
        return ""
    with log.open("rb") as handle:
        handle.seek(max(0, log.stat().st_size - 4000))
        lines = handle.read().decode("utf-8", "replace").splitlines()
    return "\n".join(lines[-count:])
