"""The process in which files of strangers are read: real ones, with readers that misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from surveys.limited.call import Bounds, Failed, Why, limited_call
from surveys.limited.fault import Fault
from tests.engines.background import wait_until

READERS = "tests.surveys.limited.limited_readers"
SHORT = Bounds(work_seconds=1, clock_seconds=4)


def test_bytes_and_what_json_can_say_come_back() -> None:
    content = bytes(range(256)) * 1000
    assert limited_call(f"{READERS}:same", content) == content
    assert limited_call(f"{READERS}:said", content, name="甲", rows=[1]) == [
        256_000,
        {"name": "甲", "rows": [1]},
    ]


def test_what_no_reader_needs_is_not_loaded() -> None:
    assert limited_call(f"{READERS}:loaded", b"") == []


def test_a_refusal_comes_back_with_its_details() -> None:
    with pytest.raises(Fault) as caught:
        limited_call(f"{READERS}:refuse", b"")
    assert (caught.value.code, caught.value.details) == ("macros", {"size": 3, "name": "甲"})


@pytest.mark.parametrize(
    ("reader", "bounds", "why"),
    [
        ("fail", SHORT, Why.ERROR),
        ("nothing_of_that_name", SHORT, Why.ERROR),
        ("work", SHORT, Why.TIME),
        ("wait", Bounds(clock_seconds=1), Why.TIME),
        ("grow", SHORT, Why.MEMORY),
        ("talk", SHORT, Why.ANSWER),
        ("crash", SHORT, Why.CRASH),
        ("write", SHORT, Why.ERROR),
    ],
)
def test_what_misbehaves_is_ended(reader: str, bounds: Bounds, why: Why) -> None:
    with pytest.raises(Failed) as caught:
        limited_call(f"{READERS}:{reader}", b"x", bounds=bounds)
    assert caught.value.why == why


def test_the_process_knows_nothing_of_our_environment() -> None:
    known = set(limited_call(f"{READERS}:environment", b""))
    # A system may say how its terminals write; nothing of ours.
    assert known <= {"LC_CTYPE"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_process_ends_with_the_one_that_asked() -> None:
    asking = (
        "from surveys.limited.call import Bounds, limited_call\n"
        f"limited_call('{READERS}:wait', b'', bounds=Bounds(clock_seconds=500))"
    )
    parent = subprocess.Popen([sys.executable, "-c", asking], cwd=BASE_DIR)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    wait_until(lambda: b"limited_readers" in _command(children.read_text().strip()))
    child = children.read_text().strip()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not _command(child))


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() if pid else b""
    except FileNotFoundError:
        return b""
