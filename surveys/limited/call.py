"""Asks a reader about a file, in the limited process."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from surveys.limited.fault import Fault
from surveys.limited.program import BYTES, FAULT, JSON, MEMORY

_PROGRAM = Path(__file__).with_name("program.py")
_ROOT = str(_PROGRAM.parents[2])
_CHUNK = 64 * 1024


class Why(StrEnum):
    TIME = "time"
    MEMORY = "memory"
    ANSWER = "answer"
    CRASH = "crash"
    ERROR = "error"


class Failed(ValueError):
    """The reader gave no verdict: it was stopped, crashed, or met what it does not expect."""

    def __init__(self, why: Why, text: str = "") -> None:
        super().__init__(f"{why}: {text}" if text else why.value)
        self.why = why


@dataclass(frozen=True)
class Bounds:
    """Seconds and bytes; the answer includes what holds it together."""

    work_seconds: int = 8
    clock_seconds: int = 12
    memory: int = 1024 * 1024 * 1024
    answer: int = 4 * 1024 * 1024


USUAL = Bounds()


def limited_call(
    reader: str, content: bytes | IO[bytes], *, bounds: Bounds = USUAL, **options: Any
) -> Any:
    """What the reader `package.module:function` makes of the content, as it returned it; of an
    open file no byte passes through this process.

    Raises `Fault` where the reader refuses and `Failed` where it gives no answer. `options`
    are what JSON can say.
    """
    task = {
        "reader": reader,
        "options": options,
        "path": [_ROOT],
        "parent": os.getpid(),
        "work_seconds": bounds.work_seconds,
        "clock_seconds": bounds.clock_seconds,
        "memory": bounds.memory,
    }
    with _file_of(content) as stream:
        # Without our environment, which holds what a stranger's file has no business with.
        process = subprocess.Popen(
            [sys.executable, "-I", str(_PROGRAM), json.dumps(task)],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        try:
            answer = _answer(process, bounds)
        finally:
            process.kill()
            assert process.stdout is not None  # noqa: S101 - for the type checker
            process.stdout.close()
            process.wait()
    return _decoded(answer, process.returncode)


@contextmanager
def _file_of(content: bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    """Memory as a file where the system has that, so that a full disk stops no reader."""
    if not isinstance(content, bytes):
        os.lseek(content.fileno(), 0, os.SEEK_SET)
        yield content
        return
    if hasattr(os, "memfd_create"):
        stream: IO[bytes] = os.fdopen(os.memfd_create("document"), "w+b", buffering=0)
    else:
        stream = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed below
    with stream:
        view = memoryview(content)
        while view:
            view = view[stream.write(view) :]
        stream.seek(0)
        yield stream


def _answer(process: subprocess.Popen[bytes], bounds: Bounds) -> bytearray:
    """All that the process writes until it closes its end, within the time allowed."""
    assert process.stdout is not None  # noqa: S101 - for the type checker
    answer = bytearray()
    end = time.monotonic() + bounds.clock_seconds
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(end - time.monotonic(), 0)):
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                # An answer counts whatever became of the process; without one its end tells why.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(1)
                return answer
            answer += chunk
            if len(answer) > bounds.answer:
                raise Failed(Why.ANSWER)
    raise Failed(Why.TIME, f"not read in {bounds.clock_seconds} seconds")


def _decoded(answer: bytearray, status: int) -> Any:
    kind = bytes(answer[:1])
    # In place: an attachment may be as large as an upload.
    del answer[:1]
    rest = bytes(answer)
    if kind == BYTES:
        return rest
    if kind == JSON:
        return json.loads(rest)
    if kind == FAULT:
        code, details = json.loads(rest)
        raise Fault(code, **details)
    if kind == MEMORY:
        raise Failed(Why.MEMORY)
    if kind:
        raise Failed(Why.ERROR, rest.decode("utf-8", "replace"))
    if -status in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL):
        raise Failed(Why.TIME, f"ended by signal {-status}")
    raise Failed(Why.CRASH, f"status {status}")
