"""The calendar as it is now."""

from __future__ import annotations

from django.db import connection

from surveys.clock.calendar import Calendars, Day, DayKind, Scope
from surveys.models import CalendarDay
from surveys.workdays.shipped import shipped_days


def calendars_now() -> Calendars:
    """By the days of the database; by those that come with the program where it holds none, or
    is not made yet. Never by both: a day that was set must not meet the one it replaced."""
    return Calendars(days_stored() or shipped_days())


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
