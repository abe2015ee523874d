"""How long a page, the sweep and the readiness page take, and how many questions they ask."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.test import Client

from ecoasset.upkeep import health
from scoring import tasks

# No page is looked at again once it has taken so long.
MOST_SECONDS = 3.0


class Counter:
    """Counts what is asked while it is in force."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.queries += 1
        return execute(*args)


def pages(client: Client, addresses: Iterable[str], looks: int) -> dict[str, dict[str, Any]]:
    """The median of the looks after a first one, which fills what a process keeps."""
    return {address: _page(client, address, looks) for address in addresses}


def _page(client: Client, address: str, looks: int) -> dict[str, Any]:
    counter = Counter()
    taken: list[float] = []
    with connection.execute_wrapper(counter):
        first = _seconds(lambda: _get(client, address))
    while len(taken) < looks and first + sum(taken) < MOST_SECONDS:
        taken.append(_seconds(lambda: _get(client, address)))
    milliseconds = round(1000 * statistics.median(taken or [first]), 1)
    print(f"{milliseconds:9.1f} ms  {counter.queries:4}  {address}", file=sys.stderr)
    return {"p50_ms": milliseconds, "queries": counter.queries}


def _get(client: Client, address: str) -> None:
    status = client.get(address).status_code
    if status != 200:
        raise RuntimeError(f"{address}: {status}")


def sweep() -> dict[str, Any]:
    """One that finds nothing to do, as almost all do; one before it has tidied up."""
    tasks.sweep()
    counter = Counter()
    with connection.execute_wrapper(counter):
        seconds = _seconds(tasks.sweep)
    return {"seconds": round(seconds, 3), "queries": counter.queries}


def readyz(client: Client) -> dict[str, Any]:
    """With the look at everything that is kept, which comes once a minute and takes what it is
    given; without a broker, which fails at once."""
    health.look.found = {}
    counter = Counter()
    with connection.execute_wrapper(counter):
        seconds = _seconds(lambda: client.get("/readyz"))
    return {"seconds": round(seconds, 3), "queries": counter.queries}


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
