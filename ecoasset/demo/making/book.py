"""The letters of a round while cases are chosen among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ecoasset.demo.making.histories import History, lot

# Kind of event, working days after a day that the case names, and what else the event says.
Steps = tuple[tuple[str, int, dict[str, Any]], ...]

OVERDUE_BY = date(2024, 10, 2)
"""Letters received before are overdue by the middle of the round, if nothing happened since."""


def steps(*written: tuple[Any, ...]) -> Steps:
    """With nothing else to say where that is left out."""
    return tuple((step[0], step[1], step[2] if len(step) > 2 else {}) for step in written)


class Book:
    """The histories by key; `cited` are letters on whose replies answers rest, `kept` such
    that no case may take."""

    def __init__(
        self, histories: Iterable[History], cited: Iterable[str], kept: Iterable[str]
    ) -> None:
        self.rows = {history.key: history for history in histories}
        self.cited = frozenset(cited)
        self._used = set(kept)

    def take(self, case: str, count: int, wanted: Callable[[History], bool]) -> list[History]:
        """Fewer than that would leave a case without its letters."""
        found = [row for row in self.rows.values() if row.key not in self._used and wanted(row)]
        if len(found) < count:
            raise ValueError(f"{case}: {count} letters wanted, {len(found)} found")
        taken = sorted(found, key=lambda row: (lot(row.key, case), row.key))[:count]
        self._used.update(row.key for row in taken)
        return taken

    def put(self, history: History) -> None:
        self._used.add(history.key)
        self.rows[history.key] = history

    def is_free(self, history: History) -> bool:
        return history.key not in self._used

    def in_city(self, adcode: str) -> list[History]:
        return [row for row in self.rows.values() if row.letter.adcode == adcode]


def waits(row: History) -> bool:
    """A disclosure request of which nothing was heard since its receipt."""
    known = {event.kind for event in row.events} <= {"submitted", "received", "acknowledged"}
    asked = row.letter.channel == "disclosure" and row.receipt is not None
    return asked and known and row.reply is None and not row.letter.outcome


def is_early(row: History) -> bool:
    return waits(row) and row.receipt is not None and row.receipt < OVERDUE_BY


def is_recent(row: History) -> bool:
    return waits(row) and row.receipt is not None and row.receipt >= OVERDUE_BY
