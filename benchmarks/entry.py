"""One benchmark entry: repeated runs of a piece of work, the median, and what it must beat."""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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


def measure(
    work: Work,
    *,
    runs: int,
    bar_seconds: float | None = None,
    reference: Work | None = None,
    memory: bool = False,
) -> Entry:
    """Time ``work``, alternating with ``reference`` if there is one.

    One run of each to warm up goes first, except where a single run is asked for.
    """
    forget_peak()
    if runs > 1:
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


def forget_peak() -> None:
    """Start the measurement of peak memory anew, where the system can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """Largest resident size of this process since ``forget_peak``, in MB."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / 1e6, 1)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
