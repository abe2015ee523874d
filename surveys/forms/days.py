"""Days as people type them: with or without a year, in digits alone or with signs between."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import Refused

MOST_SIGNS = 40
# No document of the survey is older, and no cut-off lies further ahead of today.
EARLIEST_YEAR, YEARS_AHEAD = 1990, 10
# Between two leap days lie eight years at most.
YEARS = 9
_BETWEEN = r"\s*[-/.年月\s]\s*"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<year>[0-9]{{4}}){_BETWEEN}(?P<month>[0-9]{{1,2}}){_BETWEEN}(?P<day>[0-9]{{1,2}})\s*[日号]?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"(?P<month>[0-9]{{1,2}}){_BETWEEN}(?P<day>[0-9]{{1,2}})\s*[日号]?",
        r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
# What stands for a hyphen or a point where somebody types Chinese.
_SIGNS = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "。": "."})


@dataclass(frozen=True)
class Near:
    """Which year a day without one is in: it is the first such day from `since` on. Where that
    comes after `until`, or without `since`, it is the last such day up to `until`."""

    since: datetime.date | None = None
    until: datetime.date | None = None

    def day(self, month: int, day: int) -> datetime.date | None:
        """None where no year has such a day."""
        return next(self._found(month, day), None)

    def _found(self, month: int, day: int) -> Iterator[datetime.date]:
        last = self.until or datetime.date.max
        if self.since is not None:
            years = range(self.since.year, self.since.year + YEARS)
            for found in _days(years, month, day):
                if self.since <= found <= last:
                    yield found
        back = self.until or self.since or timezone.localdate()
        for found in _days(range(back.year, back.year - YEARS, -1), month, day):
            if found <= last:
                yield found


def _days(years: range, month: int, day: int) -> Iterator[datetime.date]:
    for year in years:
        found = _day(year, month, day)
        if found is not None:
            yield found


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def day_read(text: str, near: Near) -> datetime.date:
    """`Refused` where the text is no date, no such day is in the calendar, or its year can only
    be a slip."""
    typed = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(typed))), None)
    if found is None or len(typed) > MOST_SIGNS:
        raise Refused(
            _("“%(text)s” cannot be read as a date. Type it as 0315, 3-15 or 2024-3-15.")
            % {"text": typed[:MOST_SIGNS]}
        )
    parts = {name: int(part) for name, part in found.groupdict().items()}
    day = _day(**parts) if "year" in parts else near.day(**parts)
    if day is None:
        raise Refused(
            _("There is no such day as “%(text)s”: the month comes first, then the day.")
            % {"text": typed}
        )
    if "year" in parts:
        _check_year(day.year)
    return day


def _check_year(year: int) -> None:
    latest = timezone.localdate().year + YEARS_AHEAD
    if not EARLIEST_YEAR <= year <= latest:
        raise Refused(
            _("%(year)s cannot be the year: type one from %(first)d to %(last)d.")
            % {"year": f"{year:04d}", "first": EARLIEST_YEAR, "last": latest}
        )
