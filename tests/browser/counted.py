"""A round as its database has it, asked in SQL of its own: what the pages' answers are held to.

The tests in a browser cannot ask through Django, whose connections their event loop keeps away;
and a second way of asking shares no mistake with the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EFFECTIVE = """
SELECT c.province, COUNT(*), SUM(EXISTS (
    SELECT 1 FROM surveys_reply r
    JOIN surveys_round n ON n.id = r.round_id
    JOIN surveys_letteroutcome o ON o.reply_id = r.id
    JOIN surveys_outcome t ON t.code = o.outcome_id
    WHERE r.city_id = c.id AND n.edition_id = :edition AND NOT r.withdrawn AND t.effective
    AND (r.received_on <= n.cutoff OR n.counts_late)
)) FROM surveys_city c GROUP BY c.province
"""
OPEN = """
SELECT {what} FROM surveys_inforequest l
JOIN surveys_round n ON n.id = l.round_id
WHERE n.edition_id = :edition AND l.is_open
AND l.status NOT IN ('refused_intake', 'no_channel') AND {more}
"""
LATE = """max(coalesce(l.due, l.due_local), coalesce(l.due_local, l.due)) < :today"""
BETWEEN = """min(l.due, l.due_local) < :today AND max(l.due, l.due_local) >= :today"""
NEAR = """(l.due BETWEEN :today AND :until OR l.due_local BETWEEN :today AND :until)"""
DOUBTFUL = """
SELECT c.adcode, COUNT(*) FROM (
    SELECT city_id, question_id FROM surveys_answer
    WHERE edition_id = :edition AND (state IN ('returned', 'taken_back') OR choice = 'unknown')
    UNION
    SELECT k.city_id, k.question_id FROM surveys_code k
    WHERE k.edition_id = :edition AND k.state = 'submitted' AND NOT EXISTS (
        SELECT 1 FROM surveys_answer a WHERE a.edition_id = k.edition_id
        AND a.city_id = k.city_id AND a.question_id = k.question_id
    )
    GROUP BY k.city_id, k.question_id
    HAVING COUNT(*) > 1 AND COUNT(DISTINCT k.choice || '/' || coalesce(k.number, '')) > 1
) d JOIN surveys_city c ON c.id = d.city_id GROUP BY c.adcode
"""


@dataclass(frozen=True)
class Counted:
    """What stands in the database of an edition on a day."""

    folder: Path
    edition: str
    today: date

    def _rows(self, query: str, **facts: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            [[key]] = database.execute(
                "SELECT id FROM surveys_edition WHERE code = ?", (self.edition,)
            )
            known = {"edition": key, "today": self.today.isoformat(), **facts}
            return database.execute(query, known).fetchall()

    def provinces(self) -> dict[str, tuple[int, int]]:
        """Cities with an effective reply and without one."""
        return {name: (yes, all_ - yes) for name, all_, yes in self._rows(EFFECTIVE)}

    def open_by_handler(self) -> list[int]:
        """How many each person has, the most first."""
        query = OPEN.format(what="l.handler_id, COUNT(*)", more="1 GROUP BY l.handler_id")
        return sorted((number for _person, number in self._rows(query)), reverse=True)

    def late(self) -> set[int]:
        return self._letters(LATE)

    def between(self) -> set[int]:
        return self._letters(BETWEEN)

    def due_within(self, days: int) -> set[int]:
        return self._letters(NEAR, until=self._day(days))

    def _letters(self, more: str, **facts: Any) -> set[int]:
        return {key for (key,) in self._rows(OPEN.format(what="l.id", more=more), **facts)}

    def doubtful(self) -> dict[str, int]:
        """Questions in doubt by city."""
        return dict(self._rows(DOUBTFUL))

    @contextmanager
    def due_days(self, *days: tuple[int, int | None]) -> Iterator[list[int]]:
        """Some late letters with other due days, told from today; as before in the end."""
        some = sorted(self.late())[: len(days)]
        before = {key: self._due(key) for key in some}
        told = [tuple(self._day(day) for day in pair) for pair in days]
        self._set(dict(zip(some, told, strict=True)))
        try:
            yield some
        finally:
            self._set(before)

    def _day(self, days: int | None) -> str | None:
        return None if days is None else (self.today + timedelta(days)).isoformat()

    def _due(self, key: int) -> tuple[Any, ...]:
        query = "SELECT due, due_local FROM surveys_inforequest WHERE id = :key"
        [found] = self._rows(query, key=key)
        return found

    def _set(self, days: dict[int, tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=30)) as database:
            database.executemany(
                "UPDATE surveys_inforequest SET due = ?, due_local = ? WHERE id = ?",
                [(*pair, key) for key, pair in days.items()],
            )
            database.commit()
