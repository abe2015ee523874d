"""Run as a program by `surveys.limited.call`: a file comes in, what its reader says goes out.

Everything of ours is imported before the limits are set, and the file is read after: what a
stranger sent meets a process that can do nothing but compute.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from typing import Any

# The first byte of an answer says what follows.
JSON, BYTES, FAULT, ERROR, MEMORY = b"J", b"B", b"F", b"E", b"M"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
# No reader computes with it; openpyxl would load it, where it is found, to know its types.
_LEFT_OUT = "numpy"


def main() -> None:
    task = json.loads(sys.argv[1])
    sys.path[:0] = task["path"]
    _end_with(task["parent"])
    sys.modules[_LEFT_OUT] = None  # type: ignore[assignment]
    # By its name, so that a reader's `Fault` is the class that is caught here.
    fault = importlib.import_module("surveys.limited.fault").Fault
    module, _colon, name = task["reader"].partition(":")
    try:
        reader = getattr(importlib.import_module(module), name)
        _limit(task["work_seconds"], task["clock_seconds"], task["memory"])
        answer = _coded(reader(sys.stdin.buffer.read(), **task["options"]))
    except fault as found:
        answer = FAULT + json.dumps([found.code, found.details]).encode()
    except MemoryError:
        answer = MEMORY
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file raises
        answer = ERROR + f"{type(error).__name__}: {error}"[:300].encode("utf-8", "replace")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    # Without tidying up: libraries that were cut off may crash there.
    os._exit(0)


def _coded(answer: Any) -> bytes:
    return (
        BYTES + answer
        if isinstance(answer, bytes)
        else JSON + json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    )


def _limit(work_seconds: int, clock_seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (work_seconds, work_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Where nobody waits any more, the clock alone ends it.
    signal.alarm(clock_seconds + 1)


def _end_with(parent: int) -> None:
    """Not after it: the one who asked may be killed in the middle."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main()
