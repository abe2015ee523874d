"""Readers that misbehave, for the tests of the process that holds them."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from surveys.limited.fault import Fault


def same(content: bytes) -> bytes:
    return content


def said(content: bytes, **options: Any) -> list[Any]:
    return [len(content), options]


def loaded(_content: bytes) -> list[str]:
    """What the reader of tables brings along, of what is slow to load."""
    importlib.import_module("surveys.sheets.readers.table")
    return sorted({"django", "numpy.linalg", "pandas", "scipy"} & set(sys.modules))


def refuse(_content: bytes) -> None:
    raise Fault("macros", size=3, name="甲")


def fail(_content: bytes) -> None:
    raise KeyError("甲")


def work(_content: bytes) -> None:
    while True:
        pass


def wait(_content: bytes) -> None:
    time.sleep(600)


def grow(_content: bytes) -> int:
    return len(bytes(2_000_000_000))


def talk(_content: bytes) -> bytes:
    return bytes(5_000_000)


def crash(_content: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def environment(_content: bytes) -> dict[str, str]:
    return dict(os.environ)


def write(_content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x").write_bytes(b"x")
