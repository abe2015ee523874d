"""Benchmarks over a stored edition, each in a process and a temporary data folder of its own.

The process has Django and SQLite; this one stays without them.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.engines import postgres

from .entry import Entry

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = ("DATABASE_URL", "REDIS_URL")


def recompute_stored() -> Entry:
    """Stored edition to stored runs of both bases."""
    return _measured("recompute_stored")


def what_if_all() -> Entry:
    """What every open answer of a stored edition would change: 2,400 flips."""
    return _measured("what_if_all")


def environment(folder: str | Path) -> dict[str, str]:
    """For a process on that data folder: the machine's own settings do not reach it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ECOASSET_") and name not in OUTSIDE
    }
    return {
        **kept,
        "ECOASSET_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
    }


@contextmanager
def server(postgresql: bool) -> Iterator[str]:
    """The address of a PostgreSQL for this run alone; "" is SQLite in the data folder."""
    if not postgresql:
        yield ""
        return
    with postgres.running() as found:
        yield found.url


def _measured(key: str) -> Entry:
    """Run the measurement of that name."""
    with tempfile.TemporaryDirectory(prefix="ecoasset-benchmark-") as folder:
        environ = {**environment(folder), "ECOASSET_LOG_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "benchmarks.database", key]
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True)
    return Entry(**json.loads(done.stdout))


ENTRIES: Mapping[str, Callable[[], Entry]] = {
    "what_if_all": what_if_all,
    "recompute_stored": recompute_stored,
}
