"""What sends the periodic tasks: Celery's beat, by the monotonic clock and without a memory."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from celery.beat import Scheduler
from django.conf import settings
from django.db import DatabaseError, connection

from scoring.runs.sweep import sweep_stamp
from surveys.hint import task_hint

logger = logging.getLogger(__name__)
LONGEST_SLEEP_SECONDS = 5.0


class SteadyScheduler(Scheduler):
    """Sends every task at once and then once per interval, whatever the wall clock does.

    Nothing is kept on disk: a date that a wrong clock wrote there would hold up the next start.
    Several of these do no harm, since every periodic task may run twice.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._due: dict[str, float] = {}
        self._seen = SweepSeen(settings.DATA.sweep_mark)
        super().__init__(*args, **kwargs)

    def tick(self) -> float:
        """Send what is due; the seconds until something is again."""
        now = time.monotonic()
        for entry in self.schedule.values():
            if self._due.get(entry.name, now) <= now:
                task_hint(entry.task)
                self._due[entry.name] = now + entry.schedule.run_every.total_seconds()
        self._seen.look()
        soonest = min(self._due.values(), default=now + LONGEST_SLEEP_SECONDS)
        return min(max(0.01, soonest - time.monotonic()), LONGEST_SLEEP_SECONDS)


class SweepSeen:
    """Tells `./run`, which knows no database, that a sweep came round: it renews a file.

    By a stamp that is another one than before, not by its age: a clock that is set proves
    nothing. The sweep may have run on any machine.
    """

    def __init__(self, mark: Path) -> None:
        self.mark = mark
        self.stamp: object = None

    def look(self) -> None:
        """What fails here shows as a sweep that does not come round."""
        try:
            stamp = sweep_stamp()
            if stamp is not None and stamp != self.stamp:
                self.stamp = stamp
                self.mark.write_text(f"{stamp}\n", "ascii")
        except (DatabaseError, OSError) as error:
            logger.warning("beat cannot tell whether sweeps come round: %s", error)
            connection.close()  # the next look connects anew
