"""Child processes that never outlive us: own group, and a signal when the parent dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def _load_libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


LIBC = _load_libc()  # loaded now: nothing may be imported between fork and exec


def die_with(parent: int, number: int = signal.SIGTERM) -> Callable[[], None]:
    """Linux only; elsewhere the next start finds what was left by its recorded pid."""

    def before_exec() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:  # it died between fork and here
                os._exit(1)

    return before_exec


def spawn(
    command: Sequence[str],
    *,
    folder: Path,
    environ: Mapping[str, str],
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` as the leader of a new process group, without our standard input."""
    return subprocess.Popen(
        list(command),
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=die_with(os.getpid()),  # safe: we start no threads
    )


def signal_group(pid: int, number: int) -> None:
    """To everybody in the group that `pid` leads; nobody left is fine."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def stop(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """Ask each leader to finish, wait for all together, then kill whatever is left of the groups.

    The request goes to the leader alone: Celery's and gunicorn's leaders end their own children
    in order, and a task in the middle may finish.
    """
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + seconds
    try:
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
    finally:
        for process in processes:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()


def started_at(pid: int) -> str | None:
    """A mark that another process with the same pid would not have; None where there is none."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except OSError:
            return None
        state, started = fields.split()[0], fields.split()[19]
        return None if state == "Z" else started
    listed = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip() or None
