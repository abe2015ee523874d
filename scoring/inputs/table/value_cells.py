"""The number in one cell, as its indicator understands it."""

from __future__ import annotations

import math
from fractions import Fraction

from scoring.inputs.table.faults import Fault
from scoring.inputs.table.ranges import PERCENT, value_problem, year_problem
from scoring.inputs.table.units import converted
from scoring.models import Indicator
from surveys.sheets.cells import Cell, Oddity
from surveys.sheets.faults import Problem, SheetFault
from surveys.sheets.numbers import number_read, percent_read, tidy

_ODD = {
    Oddity.DATE: SheetFault.DATE,
    Oddity.SCALED: SheetFault.SCALED,
    Oddity.ERROR: SheetFault.ERROR,
    Oddity.NO_RESULT: SheetFault.NO_RESULT,
}
# Words that a yes-or-no indicator takes beside 1 and 0.
_YES_NO = {"是": 1.0, "有": 1.0, "yes": 1.0, "true": 1.0, "否": 0.0, "no": 0.0, "false": 0.0}


def cell_number(
    cell: Cell, indicator: Indicator, *, factor: Fraction | None = None, grouped: bool = False
) -> float | Problem:
    """The value in the indicator's unit, or why the cell is refused.

    `factor` converts from the unit that the file gives; `grouped` says that the column's
    commas separate thousands.

    A cell that is *formatted* as a percentage holds a hundredth of what it shows, so it
    is refused like a written percent sign instead of being taken 100 times too small.
    """
    fault = _ODD.get(cell.oddity)
    if fault is not None:
        return Problem(fault)
    if cell.oddity == Oddity.PERCENT:
        return _percent_format(cell, indicator)
    number = _number(cell, indicator, grouped)
    if isinstance(number, Problem):
        return number
    if factor is not None and factor != 1 and math.isfinite(number):
        number = converted(number, factor)
    return value_problem(indicator, number) or number


def cell_year(cell: Cell, *, this_year: int) -> int | Problem:
    """The reference year: 2020, "2020" or "2020年"."""
    wrong = year_problem(0, this_year=this_year) or Problem(SheetFault.YEAR)
    if cell.oddity != Oddity.NONE or isinstance(cell.value, bool):
        return wrong
    number = number_read(tidy(cell.text).removesuffix("年"))
    if isinstance(number, Problem):
        return wrong
    return year_problem(number, this_year=this_year) or int(number)


def _number(cell: Cell, indicator: Indicator, grouped: bool) -> float | Problem:
    binary = indicator.kind == Indicator.Kind.BINARY
    if isinstance(cell.value, bool):
        return float(cell.value) if binary else Problem(SheetFault.NOT_A_NUMBER)
    if isinstance(cell.value, float):
        return cell.value + 0.0
    word = tidy(cell.value).casefold()
    if binary and word in _YES_NO:
        return _YES_NO[word]
    before = percent_read(cell.value)
    if before is not None:
        return _percent_sign(before, indicator)
    return number_read(cell.value, grouped=grouped)


def _percent_sign(before: str, indicator: Indicator) -> Problem:
    if isinstance(number_read(before), Problem):
        return Problem(SheetFault.NOT_A_NUMBER)
    if indicator.unit != PERCENT:
        return Problem(Fault.PERCENT_OTHER_UNIT, {"unit": indicator.unit})
    return Problem(Fault.PERCENT_SIGN, {"number": before, "unit": indicator.unit})


def _percent_format(cell: Cell, indicator: Indicator) -> Problem:
    unit = indicator.unit
    if unit != PERCENT:
        return Problem(Fault.PERCENT_FORMAT_OTHER_UNIT, {"unit": unit})
    number = f"{float(cell.value) * 100:.10g}"
    held = cell.text
    return Problem(Fault.PERCENT_FORMAT, {"number": number, "held": held, "unit": unit})
