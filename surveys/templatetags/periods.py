"""The years, months and days that an administration list can be narrowed to."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("admin/date_hierarchy.html")
def periods(cl: Any) -> dict[str, Any]:
    """As Django's `date_hierarchy`, from the first and the last date alone: which days between
    them have rows would take a look at every row."""
    bounds = _bounds(cl)
    if bounds is None:
        return {"show": False}
    names = [f"{cl.date_hierarchy}__{part}" for part in ("year", "month", "day")]
    chosen = [int(cl.params[name]) for name in names if name in cl.params]
    if not chosen and bounds[0].year == bounds[1].year:
        chosen = [bounds[0].year]

    def link(*parts: int) -> str:
        query = dict(zip(names, map(str, parts), strict=False))
        return str(cl.get_query_string(query, [f"{cl.date_hierarchy}__"]))

    back = {"link": link(*chosen[:-1]), "title": _title(chosen[:-1])} if chosen else None
    choices = [{"link": link(*parts), "title": _title(parts)} for parts in _within(chosen, bounds)]
    if len(chosen) == len(names):
        choices = [{"title": _title(chosen)}]
    return {"show": True, "back": back, "choices": choices}


def _bounds(cl: Any) -> tuple[datetime.date, datetime.date] | None:
    """Of the whole list, which an index knows; a filter's own might take long to find."""
    if not cl.date_hierarchy:
        return None
    dates = cl.root_queryset.order_by(cl.date_hierarchy).values_list(cl.date_hierarchy, flat=True)
    first, last = dates.first(), dates.last()
    if first is None or last is None:
        return None
    return _day(first), _day(last)


def _day(value: datetime.date | datetime.datetime) -> datetime.date:
    return timezone.localdate(value) if isinstance(value, datetime.datetime) else value


def _within(chosen: list[int], bounds: tuple[datetime.date, datetime.date]) -> list[list[int]]:
    """The parts one finer than the chosen ones, from the first date to the last."""
    low, high = ((day.year, day.month, day.day)[: len(chosen) + 1] for day in bounds)
    if not chosen:
        candidates = range(low[0], high[0] + 1)
    elif len(chosen) == 1:
        candidates = range(1, 13)
    else:
        candidates = range(1, calendar.monthrange(chosen[0], chosen[1])[1] + 1)
    return [[*chosen, part] for part in candidates if low <= (*chosen, part) <= high]


def _title(parts: list[int]) -> str:
    if not parts:
        return _("All dates")
    if len(parts) == 1:
        return str(parts[0])
    day = datetime.date(parts[0], parts[1], (*parts, 1)[2])
    how = "YEAR_MONTH_FORMAT" if len(parts) == 2 else "MONTH_DAY_FORMAT"
    return str(capfirst(formats.date_format(day, how)))
