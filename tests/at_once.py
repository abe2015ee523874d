"""Deeds that really happen at the same moment, each over a database connection of its own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connection

from tests.engines.patience import PATIENCE_SECONDS


def at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """How many were "done", and how many ended in each kind of exception, by its name."""
    barrier = threading.Barrier(len(deeds))
    outcomes: list[str] = []

    def act(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the count shows it
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return Counter(outcomes)
