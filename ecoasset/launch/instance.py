"""One instance per data folder and one per port; what a killed one left behind is removed."""

import errno
import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ecoasset.env import BASE_DIR
from ecoasset.launch.messages import Refusal, say
from ecoasset.launch.process import signal_group, started_at
from ecoasset.paths import DataFolder

HOST = "127.0.0.1"
LEFTOVER_SECONDS = 10.0


@contextmanager
def only_instance(data: DataFolder) -> Iterator[None]:
    """Hold the data folder; the kernel lets go when we die, so no lock is ever stale."""
    with (data.run / "instance.lock").open("a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "?"
            raise Refusal(
                f"数据文件夹 {data.root} 正由另一个 ./run 使用（进程 {holder}）",
                f"data folder {data.root} is in use by another ./run (process {holder})",
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


@contextmanager
def only_setup(*, tell: bool = True) -> Iterator[None]:
    """Two starts of one checkout (with two data folders) write to it one after the other."""
    descriptor = os.open(BASE_DIR, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if tell:
                say("等待另一个 ./run 完成安装……", "waiting for another ./run to install …")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def check_port(port: int, host: str = HOST) -> None:
    """Refuse before anything is installed rather than after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refusal(
                    f"端口 {port} 已被占用，请用 --port 另选一个",
                    f"port {port} is in use, choose another with --port",
                ) from None
            raise Refusal(
                f"不能使用 {host} 的端口 {port}（{error.strerror}），请用 --host、--port 另选",
                f"cannot use port {port} of {host} ({error.strerror}), "
                "choose another with --host or --port",
            ) from None


def record(data: DataFolder, pids: Mapping[str, int]) -> None:
    """Write down who runs, for the start after a SIGKILL."""
    entries = [{"name": name, "pid": pid, "mark": started_at(pid)} for name, pid in pids.items()]
    draft = data.run / "children.json.new"
    draft.write_text(json.dumps({"data": str(data.root), "children": entries}), "utf-8")
    draft.replace(data.run / "children.json")


def forget(data: DataFolder) -> None:
    (data.run / "children.json").unlink(missing_ok=True)
    data.remove_socket()


def remove_leftovers(data: DataFolder) -> None:
    """End the children of a dead instance, then remove its socket. Call while holding the lock."""
    alive = _leftovers(data)
    if alive:
        say("结束上次遗留的进程……", "ending processes left by the last start …")
    for pid in alive:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while time.monotonic() < deadline and _leftovers(data):
        time.sleep(0.1)
    for pid in alive:
        signal_group(pid, signal.SIGKILL)
    forget(data)


def _leftovers(data: DataFolder) -> list[int]:
    """Recorded and still the same process. A copied folder records another folder's children."""
    try:
        content = json.loads((data.run / "children.json").read_text("utf-8"))
        entries = content["children"] if Path(content["data"]) == data.root else []
        recorded = [(int(entry["pid"]), entry["mark"]) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [pid for pid, mark in recorded if mark is not None and started_at(pid) == mark]
