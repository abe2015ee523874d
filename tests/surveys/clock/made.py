"""Requests told by their events, and working days counted once more, without the clock."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta

from chinese_calendar import is_workday

from ecoasset.env import BASE_DIR
from surveys.clock.calendar import Calendars, Day, DayKind, Scope
from surveys.clock.clock import Clock, clock
from surveys.clock.events import event_read

LHASA, LIANGSHAN, NANNING, BEIJING = "540100", "513400", "450100", "110000"


def regional_days() -> list[Day]:
    path = BASE_DIR / "fixtures/reference/regional_days.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            day(row["scope"], row["adcode"], row["date"], row["kind"])
            for row in csv.DictReader(stream)
        ]


def day(scope: str, adcode: str, on: str, kind: str, source: str = "公告") -> Day:
    return Day(Scope(scope), adcode, date.fromisoformat(on), DayKind(kind), source)


REGIONAL = Calendars(regional_days())


def told(
    *events: str,
    city: str | None = None,
    calendars: Calendars = REGIONAL,
    third_party_cap: int | None = None,
) -> Clock:
    return clock([event_read(text) for text in events], calendars, city, third_party_cap)


def effects(found: Clock) -> list[str]:
    return [step.effect.value for step in found.steps]


def dues(found: Clock) -> list[str | None]:
    return [step.due.isoformat() if step.due else None for step in found.steps]


def after(start: str, count: int, off: Sequence[str] = (), work: Sequence[str] = ()) -> date:
    """The `count`-th working day after a day, one step at a time."""
    found = date.fromisoformat(start)
    while count:
        found += timedelta(days=1)
        text = found.isoformat()
        count -= text in work or (text not in off and is_workday(found))
    return found


def between(first: str, last: str) -> int:
    """Working days after the first day, up to the last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
