"""Which values an indicator can have at all; used for spreadsheets and single values alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scoring.inputs.table.faults import Fault
from scoring.models import Indicator
from surveys.numbers import number_text
from surveys.sheets.faults import Problem, SheetFault

PERCENT = "%"
# No city is larger than the country: 9.6 million square kilometres.
LARGEST_OF = {"km2": 9_600_000.0}
# No quantity of a city reaches this; larger numbers would overflow when they are squared.
LARGEST = 1e15
# A share of something that does not contain it: budgets fed by transfers can exceed a
# small GDP.
HIGHEST_SHARE = {"C2.2.1": 1000.0}
EARLIEST_YEAR = 1949


@dataclass(frozen=True)
class Range:
    """Bounds are included; None is no bound."""

    low: float | None
    high: float | None
    whole: bool = False


def range_of(indicator: Indicator) -> Range:
    """From kind and unit; only a difference, such as revenue minus spending, may be negative."""
    kind = indicator.kind
    if kind == Indicator.Kind.BINARY:
        return Range(0.0, 1.0, whole=True)
    if kind == Indicator.Kind.ORDINAL:
        low, high = indicator.unit.split("-")
        return Range(float(low), float(high), whole=True)
    if indicator.unit == PERCENT:
        return Range(0.0, HIGHEST_SHARE.get(indicator.code, 100.0))
    difference = " - " in indicator.derivation
    largest = LARGEST_OF.get(indicator.unit)
    return Range(None if difference else 0.0, largest, whole=kind == Indicator.Kind.COUNT)


def value_problem(indicator: Indicator, value: float) -> Problem | None:
    """Why the indicator cannot have this value, or None where it can."""
    unit = indicator.unit
    if not math.isfinite(value):
        return Problem(SheetFault.NOT_FINITE)
    if indicator.kind == Indicator.Kind.BINARY:
        return None if value in (0.0, 1.0) else Problem(Fault.YES_OR_NO)
    bounds = range_of(indicator)
    if abs(value) > LARGEST and bounds.high is None:
        return Problem(Fault.TOO_LARGE, {"unit": unit})
    if bounds.whole and value != int(value):
        return Problem(SheetFault.NOT_WHOLE)
    below = bounds.low is not None and value < bounds.low
    above = bounds.high is not None and value > bounds.high
    if below and (bounds.high is None or unit in LARGEST_OF):
        return Problem(Fault.TOO_SMALL, {"low": number_text(bounds.low or 0), "unit": unit})
    if bounds.high is not None and (below or above):
        details = {
            "low": number_text(bounds.low or 0),
            "high": number_text(bounds.high),
            "unit": unit,
        }
        return Problem(Fault.OUT_OF_RANGE, details)
    return None


def year_problem(year: float, *, this_year: int) -> Problem | None:
    """A reference year is whole, neither in the future nor a slip such as 1900."""
    if year == int(year) and EARLIEST_YEAR <= year <= this_year:
        return None
    return Problem(SheetFault.YEAR, {"low": EARLIEST_YEAR, "high": this_year})
