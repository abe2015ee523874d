"""What a sheet gives: values with their places, and a count of what was converted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.inputs.table.columns import Conversion
from scoring.inputs.table.faults import Note
from scoring.inputs.table.units import plain_factor
from scoring.models import Indicator
from surveys.models import City
from surveys.sheets.cells import letters
from surveys.sheets.faults import Details, Problem, Refusal, Remark, shown


@dataclass(frozen=True, slots=True)
class Entry:
    """A readable value of one cell, and where it stands; `about` is the year that the table
    says it is of, `year` only what is given as its reference year."""

    sheet: str
    row: int
    column: int
    heading: str
    shown: str
    city: City
    indicator: Indicator
    value: float
    source: str
    year: int | None
    about: int | None = None

    @property
    def cell(self) -> tuple[int, int]:
        return self.city.pk, self.indicator.pk

    def refuse(self, problem: Problem) -> Refusal:
        column = letters(self.column)
        return Refusal(self.sheet, self.row, column, self.heading, shown(self.shown), problem)


Finding = Entry | Refusal | Remark


class Tally:
    """How many values of each heading were converted, from which unit to which."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._counts: dict[tuple[str, str, str, str], int] = {}

    def add(self, heading: str, indicator: Indicator, conversion: Conversion | None) -> None:
        if conversion is None or conversion.factor == 1:
            return
        factor = plain_factor(conversion.factor)
        key = (shown(heading), conversion.written, indicator.unit, factor)
        self._counts[key] = self._counts.get(key, 0) + 1

    def remarks(self) -> Iterator[Remark]:
        for (heading, written, unit, factor), count in self._counts.items():
            where: Details = {"sheet": self._sheet, "heading": heading, "count": count}
            units: Details = {"written": written, "unit": unit, "factor": factor}
            yield Remark(Note.CONVERTED, {**where, **units})
