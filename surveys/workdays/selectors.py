"""The calendar as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from surveys.clock.calendar import (
    Calendars,
    Day,
    DayKind,
    Scope,
    library_knows,
    province_of,
)
from surveys.models import CalendarDay
from surveys.workdays.shipped import shipped_days

# Counts every open letter anew by the calendar as it is now.
REPLAY_TASK = "surveys.calendar_replay"


def calendars_now() -> Calendars:
    """By the days of the database; by those that come with the program where it holds none, or
    is not made yet. Never by both: a day that was set must not meet the one it replaced."""
    return Calendars(days_now())


def days_now() -> list[Day]:
    return days_stored() or shipped_days()


def area_days(adcode: str, after: date, until: date) -> list[Day]:
    """What the city and its province set themselves, after the first day and up to the last."""
    areas = (province_of(adcode), adcode)
    found = [day for day in days_now() if day.adcode in areas and after < day.date <= until]
    return sorted(found, key=lambda day: (day.date, day.adcode))


@dataclass(frozen=True)
class YearSource:
    """Where the national calendar of a year comes from; `sources` are those of loaded days."""

    year: int
    by_library: bool
    sources: tuple[str, ...]
    is_published: bool


def year_sources(calendars: Calendars, first: int, last: int) -> list[YearSource]:
    national = [day for day in days_now() if day.scope is Scope.NATION]
    return [
        YearSource(
            year,
            by_library=library_knows(year),
            sources=tuple(dict.fromkeys(day.source for day in national if day.date.year == year)),
            is_published=calendars.nation.is_published(year),
        )
        for year in range(first, last + 1)
    ]


def days_stored() -> list[Day]:
    """All days of the database; none before its tables are there."""
    if not _is_made():
        return []
    names = ("scope", "adcode", "date", "kind", "source")
    return [
        Day(Scope(scope), adcode, date, DayKind(kind), source)
        for scope, adcode, date, kind, source in CalendarDay.objects.values_list(*names)
    ]


_made: set[str] = set()  # aliases whose table was seen; what is there once is not asked for again


def _is_made() -> bool:
    if connection.alias not in _made:
        if CalendarDay._meta.db_table not in connection.introspection.table_names():
            return False
        _made.add(connection.alias)
    return True
