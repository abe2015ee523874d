"""Whether the periodic sweep still comes round, seen from outside of every process in it."""

from dataclasses import dataclass
from pathlib import Path

SHORTEST_PATIENCE, LONGEST_PATIENCE = 30.0, 900.0  # seconds
SWEEPS = 6


@dataclass
class SweepWatch:
    """`mark` changes with every sweep; measured by the monotonic clock, never by its date.

    Each time in vain doubles the patience: a sweep that is merely long must end some day.
    """

    mark: Path
    sweep_seconds: float
    seen: int | None = None
    since: float | None = None
    patience: float = 0.0

    def is_stale(self, now: float) -> bool:
        """True once when the patience is over; whoever asks then ends those who should sweep."""
        changed = self._changed()
        if self.since is None or changed:
            self.since = now
            self.patience = max(SHORTEST_PATIENCE, SWEEPS * self.sweep_seconds)
        if now - self.since <= self.patience:
            return False
        self.since = now
        self.patience = min(2 * self.patience, max(LONGEST_PATIENCE, self.patience))
        return True

    def _changed(self) -> bool:
        try:
            stamp = self.mark.stat().st_mtime_ns
        except OSError:
            return False
        changed, self.seen = stamp != self.seen, stamp
        return changed
