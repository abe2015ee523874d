"""The whole measurement: letters stored, a day set, the worker's task run once."""

from __future__ import annotations

import sys
import time
from typing import Any

from surveys.rounds.services.replay import calendar_replay
from surveys.workdays.services import calendar_day_set

from .letters import DAY, letters_store


def measured(letters: int) -> dict[str, Any]:
    """`seconds` are those of the replay alone."""
    events = letters_store(letters)
    _say(f"{letters} letters with {events} events")
    calendar_day_set(
        actor=None,
        scope="nation",
        adcode="",
        date=DAY,
        kind="off",
        source="benchmark",
        reason="benchmark",
    )
    began = time.perf_counter()
    found = calendar_replay()
    seconds = round(time.perf_counter() - began, 2)
    return {"letters": found.letters, "events": events, "seconds": seconds, "moved": found.moved}


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr)
