"""The calendar as it is now."""

from __future__ import annotations

from surveys.clock.calendar import Calendars
from surveys.workdays.shipped import shipped_days


def calendars_now() -> Calendars:
    """With the days that come with the program."""
    return Calendars(shipped_days())
