"""Lines for the person at the terminal: Chinese, then English."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """A reason to stop that the person can do something about; printed as one line."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")


def make_printable() -> None:
    """A terminal that cannot show Chinese shows question marks instead of ending the start."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", line_buffering=True)


def say(chinese: str, english: str) -> None:
    print(f"{chinese} / {english}", flush=True)


class Progress:
    """Numbers the steps of a start and says how long each took."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0
        self.started = 0.0

    def begin(self, chinese: str, english: str) -> None:
        self.number += 1
        self.started = time.monotonic()
        say(f"[{self.number}/{self.total}] {chinese}", english)

    def end(self, detail: str = "") -> None:
        seconds = f"{time.monotonic() - self.started:.1f} s"
        print(f"      ✓ {seconds}{'  ' if detail else ''}{detail}", flush=True)

    @contextmanager
    def step(self, chinese: str, english: str) -> Iterator[None]:
        self.begin(chinese, english)
        yield
        self.end()
