"""Which tests a run takes and in which order: what PostgreSQL repeats, and who is first."""

from __future__ import annotations

import random
import re
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `./test` reads this file before there is an environment
    import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
PAGE_FOLDERS = {"access", "browser", "doors", "pages", "web"}
PAGE_FILE = re.compile(r"test_\w+_pages?\.py")
PAGES_ONE_IN = 16
CASES_ONE_IN = 4
SEED = "1"
# Start real processes and wait for them.
REAL = ("browser", "worker")


def touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & DATABASE_FIXTURES)


def is_page(path: Path) -> bool:
    """By folder or name: a page asks selectors and services, which have tests of their own."""
    return bool(PAGE_FOLDERS & set(path.parts)) or bool(PAGE_FILE.fullmatch(path.name))


def repeated(items: list[pytest.Item], *, whole: bool) -> list[pytest.Item]:
    """What PostgreSQL repeats; of a test with many cases, which go one way with other data, some
    of them, but all where they may differ there or the `whole` is asked for."""
    kept = [item for item in items if repeated_on_postgres(item)]
    cases: dict[str, list[pytest.Item]] = {}
    for item in kept:
        name, case, _rest = item.nodeid.partition("[")
        if case and not whole and not _can_differ(item):
            cases.setdefault(name, []).append(item)
    left_out: set[pytest.Item] = set()
    for family in cases.values():
        family.sort(key=lambda item: random.Random(f"{SEED} {item.nodeid}").random())
        left_out.update(family[-(-len(family) // CASES_ONE_IN) :])
    return [item for item in kept if item not in left_out]


def repeated_on_postgres(item: pytest.Item) -> bool:
    """What can differ there, and a sample of pages; a new folder counts as what can differ."""
    if not touches_database(item) or item.get_closest_marker("one_engine") is not None:
        return False
    if not is_page(item.path.relative_to(item.config.rootpath)) or _can_differ(item):
        return True
    return in_sample(item.nodeid, PAGES_ONE_IN)


def _can_differ(item: pytest.Item) -> bool:
    """Real transactions do, and what says so itself."""
    mark = item.get_closest_marker("django_db")
    real = mark is not None and bool(mark.kwargs.get("transaction"))
    names = set(getattr(item, "fixturenames", ()))
    return real or "transactional_db" in names or item.get_closest_marker("engines") is not None


def in_sample(nodeid: str, one_in: int) -> bool:
    """The same ones on every machine; another seed draws others."""
    return random.Random(f"{SEED} {nodeid}").randrange(one_in) == 0


def interleaved(items: list[pytest.Item]) -> list[pytest.Item]:
    """By files, real processes first, each beside one that only computes.

    Four workers take the files in this order: while some wait others compute, and the short
    files of the end leave none behind.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = deque(group for group in files.values() if _is_real(group))
    computing = deque(group for group in files.values() if not _is_real(group))
    ordered: list[pytest.Item] = []
    while waiting or computing:
        for queue in (waiting, computing):
            if queue:
                ordered.extend(queue.popleft())
    return ordered


def _is_real(group: list[pytest.Item]) -> bool:
    return any(item.get_closest_marker(name) for item in group for name in REAL)
