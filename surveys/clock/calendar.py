"""Working days: the State Council's yearly notices, and days that an area sets for itself."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.metadata import version

from chinese_calendar import is_workday

LIBRARY = "chinesecalendar"
# 《全国年节及纪念日放假办法》 gives thirteen days off a year since 2025: whoever gives as many
# national days off gives the year's whole notice, not single days.
WHOLE_YEAR = 13


class Scope(StrEnum):
    """For whom a day is set; what is nearer to the city goes before what is farther."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"


class DayKind(StrEnum):
    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, order=True)
class Day:
    """A day that is off or worked against the week; `adcode` is empty for the nation."""

    scope: Scope
    adcode: str
    date: date
    kind: DayKind
    source: str


class Contradiction(ValueError):
    """The same day of one area is off and worked at once."""

    def __init__(self, first: Day, second: Day) -> None:
        area = first.adcode or first.scope
        super().__init__(f"{area} {first.date}: {first.kind} and {second.kind}")
        self.first = first
        self.second = second


def province_of(adcode: str) -> str:
    """The adcode of a city's province; a municipality's is its own."""
    return f"{adcode[:2]}0000"


class Calendar:
    """The working days of one area; `given` are days set against the week or the library.

    Years that neither the library nor a whole given notice knows are counted by the week.
    """

    def __init__(
        self,
        given: Mapping[date, DayKind],
        published: frozenset[int] = frozenset(),
        regional: Iterable[date] = (),
    ) -> None:
        self._given = given
        self._published = published
        self._regional = tuple(sorted(regional))
        self._years: dict[int, tuple[int, ...]] = {}

    def is_workday(self, day: date) -> bool:
        if day in self._given:
            return self._given[day] is DayKind.WORK
        return bool(is_workday(day)) if library_knows(day.year) else day.weekday() < 5

    def is_published(self, year: int) -> bool:
        return year in self._published or library_knows(year)

    def all_published(self, after: date, until: date) -> bool:
        """Whether the notice of every day after the first and up to the last is out."""
        first = after + timedelta(days=1)
        return all(self.is_published(year) for year in range(first.year, until.year + 1))

    def has_regional(self, after: date, until: date) -> bool:
        """Whether the area set a day of its own after the first and up to the last."""
        place = bisect_right(self._regional, after)
        return place < len(self._regional) and self._regional[place] <= until

    def count(self, after: date, until: date) -> int:
        """Working days after the first day and up to the last; 0 where that is not later."""
        if until <= after:
            return 0
        return sum(
            bisect_right(days, until.toordinal()) - bisect_right(days, after.toordinal())
            for days in (self._workdays(year) for year in range(after.year, until.year + 1))
        )

    def advance(self, after: date, count: int) -> date:
        """The `count`-th working day after a day, which itself is not counted; `count` ≥ 1."""
        year, place = after.year, bisect_right(self._workdays(after.year), after.toordinal())
        place += count - 1
        while place >= len(self._workdays(year)):
            place -= len(self._workdays(year))
            year += 1
        return date.fromordinal(self._workdays(year)[place])

    def _workdays(self, year: int) -> tuple[int, ...]:
        """Ordinals, in order; counted once a year."""
        if year not in self._years:
            first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
            self._years[year] = tuple(
                number for number in range(first, end) if self.is_workday(date.fromordinal(number))
            )
        return self._years[year]


class Calendars:
    """All days that are given, and the calendars of areas that come of them.

    `version` tells two states apart: the rows and the library's version. Contradiction where a
    day is off and worked at once.
    """

    def __init__(self, days: Iterable[Day] = ()) -> None:
        self._days = _by_area(days)
        national = self._days.get("", {})
        off = [day.year for day, row in national.items() if row.kind is DayKind.OFF]
        self._published = frozenset(year for year in off if off.count(year) >= WHOLE_YEAR)
        self._areas: dict[tuple[str, ...], Calendar] = {}
        self.nation = self._calendar(())
        self.version = _version(row for area in self._days.values() for row in area.values())

    def area(self, adcode: str) -> Calendar | None:
        """With the days that the city and its province set; None where they set none."""
        keys = tuple(
            key for key in dict.fromkeys((province_of(adcode), adcode)) if key in self._days
        )
        if not keys:
            return None
        if keys not in self._areas:
            self._areas[keys] = self._calendar(keys)
        return self._areas[keys]

    def _calendar(self, areas: tuple[str, ...]) -> Calendar:
        given = {
            day: row.kind for key in ("", *areas) for day, row in self._days.get(key, {}).items()
        }
        regional = {day for key in areas for day in self._days[key]}
        return Calendar(given, self._published, regional)


def _by_area(days: Iterable[Day]) -> dict[str, dict[date, Day]]:
    found: dict[str, dict[date, Day]] = {}
    for day in days:
        area = found.setdefault(day.adcode, {})
        other = area.setdefault(day.date, day)
        if other.kind is not day.kind:
            raise Contradiction(other, day)
    return found


def _version(days: Iterable[Day]) -> str:
    rows = sorted(f"{day.adcode} {day.date} {day.kind}" for day in days)
    text = "\n".join([f"{LIBRARY} {version(LIBRARY)}", *rows])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def library_knows(year: int) -> bool:
    """Whether the library holds the year's notice; it raises where it does not."""
    try:
        is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
