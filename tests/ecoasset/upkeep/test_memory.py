"""What a task freed goes back to the machine."""

from __future__ import annotations

import gc
import re
from pathlib import Path

from celery.signals import task_postrun

from ecoasset import every_worker
from ecoasset.upkeep.memory import memory_give_back


def _private_kilobytes() -> int:
    text = Path("/proc/self/smaps_rollup").read_text("ascii")
    return int(re.findall(r"^Private_Dirty: +(\d+)", text, re.MULTILINE)[0])


def test_it_goes_back_at_once() -> None:
    """Pieces too small for pages of their own, below one that stays."""
    pieces = [bytes(8000) for _number in range(4000)]
    held = pieces.pop()
    del pieces
    gc.collect()
    before = _private_kilobytes()
    memory_give_back()
    assert before - _private_kilobytes() > 16_000
    assert len(held) == 8000


def test_every_task_ends_with_it() -> None:
    receivers = [receiver() for _key, receiver in task_postrun.receivers]
    assert every_worker.hold_no_more_than_needed in receivers
