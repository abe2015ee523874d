"""How many processes a worker holds: those that its work needs, and after a while no others."""

from __future__ import annotations

import time
from typing import Any

from celery.worker.autoscale import Autoscaler

QUIET_SECONDS = 20.0
LOOK_SECONDS = 5.0


class NeededProcesses(Autoscaler):
    """Forks while messages wait; ends what is above the least number once it is quiet.

    Celery's own ends processes while others are at work, and counts every message as work for
    all of them, so that a periodic task alone would keep them for ever.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "keepalive": LOOK_SECONDS})
        self._needed_at = time.monotonic()

    def _maybe_scale(self, req: Any = None) -> bool:
        """True where the number of processes was changed; asked at each message, and between."""
        under_way, there = self.qty, self.processes
        if 0 < there <= under_way:
            self._needed_at = time.monotonic()
        wanted = min(max(under_way, self.min_concurrency), self.max_concurrency)
        if wanted > there:
            self._needed_at = time.monotonic()
            self._grow(wanted - there)
            return True
        quiet = time.monotonic() - self._needed_at > QUIET_SECONDS
        if under_way or not quiet or there <= self.min_concurrency:
            return False
        self._shrink(there - self.min_concurrency)
        return True
