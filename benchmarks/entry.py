"""One benchmark entry: repeated runs of a piece of work, the median, and what it must beat."""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Entry:
    """Seconds are medians; the reference ran in the same process, turn by turn."""

    seconds: float
    runs: int
    bar_seconds: float | None = None
    reference_seconds: float | None = None
    peak_mb: float | None = None

    def to_json(self) -> dict[str, float | int]:
        """The fields that are known, in a fixed order."""
        return {name: value for name, value in vars(self).items() if value is not None}


def measure(work: Work, *, runs: int, bar_seconds: float | None = None,
            reference: Work | None = None, memory: bool = False) -> Entry:
    """Time ``work`` (after one run to warm up), alternating with ``reference`` if there is one."""
    work()
    if reference is not None:
        reference()
    own, other = [], []
    for _ in range(runs):
        own.append(_seconds(work))
        if reference is not None:
            other.append(_seconds(reference))
    return Entry(
        seconds=statistics.median(own),
        runs=runs,
        bar_seconds=bar_seconds,
        reference_seconds=statistics.median(other) if other else None,
        peak_mb=peak_mb() if memory else None,
    )


def peak_mb() -> float:
    """Largest resident size so far, of this process or its largest child, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    usage = (resource.getrusage(who).ru_maxrss
             for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(max(usage) * unit / 1e6, 1)


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
