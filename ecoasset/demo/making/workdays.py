"""Working days by the State Council's yearly notices, for the dates of synthetic letters."""

from __future__ import annotations

from datetime import date, timedelta

from surveys.clock.calendar import Calendars

is_workday = Calendars().nation.is_workday


def workday_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is not counted; 0 gives `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def workdays_between(first: date, last: date) -> tuple[date, ...]:
    """All working days from `first` to `last`, both included."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in span if is_workday(day))


def workday_before(day: date, count: int) -> date:
    """The `count`-th working day before `day`, which itself is not counted."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
