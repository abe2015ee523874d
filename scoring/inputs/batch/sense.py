"""Columns of a batch that can hardly be right as they stand, although each value can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.audit.expected_size import FEWEST_COLUMNS, FEWEST_UNITS, residuals
from scoring.inputs.table.faults import Note
from scoring.inputs.table.ranges import PERCENT
from scoring.models import Indicator
from surveys.numbers import number_text
from surveys.sheets.faults import Details, Remark

Cell = tuple[int, int]
FACTORS = (100, 1000, 10_000)
# A median within this factor of one of them is no growth of a year.
NEAR = 2.0
FEWEST_CITIES = 5
FEWEST_FRACTIONS = 2
# What must be confirmed before it is stored or signed off.
DOUBTS = frozenset({Note.FRACTIONS, Note.MAGNITUDE, Note.EXPECTED})


@dataclass(frozen=True, slots=True)
class Sensed:
    """A value of the batch: which column it stood in, and of which city."""

    sheet: str
    indicator: Indicator
    city: int
    value: float

    @property
    def cell(self) -> Cell:
        return self.city, self.indicator.pk


@dataclass(frozen=True)
class Before:
    """What the values are compared with: the last ones of the same cells, and all that the
    edition holds, by (city, indicator)."""

    last: Mapping[Cell, float]
    all: Mapping[Cell, float]


def doubts(values: Iterable[Sensed], before: Before) -> list[Remark]:
    """A remark for each column that is all fractions of a percentage, or about 100, 1,000 or
    10,000 times the same cities' last values, or else what all else suggests."""
    columns: dict[tuple[str, int], list[Sensed]] = {}
    values = list(values)
    expected = _Expected(values, before)
    for value in values:
        columns.setdefault((value.sheet, value.indicator.pk), []).append(value)
    found = []
    for column in columns.values():
        known = [value for value in column if before.last.get(value.cell)]
        fractions = _fractions(column, [before.last[value.cell] for value in known])
        if fractions is not None:
            found.append(fractions)
        elif len(known) >= FEWEST_CITIES:
            ratios = [abs(value.value / before.last[value.cell]) for value in known if value.value]
            found += _magnitude(Note.MAGNITUDE, column, ratios)
        else:
            found += _magnitude(Note.EXPECTED, column, expected.times(column))
    return found


def _fractions(column: Sequence[Sensed], last: Sequence[float]) -> Remark | None:
    values = [value.value for value in column]
    if column[0].indicator.unit != PERCENT or len(values) < FEWEST_FRACTIONS:
        return None
    if not all(0 <= value <= 1 for value in values) or not any(0 < value < 1 for value in values):
        return None
    if len(last) >= FEWEST_CITIES and float(np.median(last)) <= 1:
        return None  # they always were that small
    example = next(value for value in values if 0 < value < 1)
    details = {"example": number_text(example), "percent": f"{example * 100:.10g}%"}
    return Remark(Note.FRACTIONS, {**_place(column), **details})


def _magnitude(note: Note, column: Sequence[Sensed], ratios: Sequence[float]) -> list[Remark]:
    if len(ratios) < FEWEST_CITIES:
        return []
    median = float(np.median(ratios))
    for factor in FACTORS:
        for times in (float(factor), 1 / factor):
            if times / NEAR <= median <= times * NEAR:
                details: Details = {
                    "times": number_text(float(f"{median:.3g}")),
                    "cities": len(ratios),
                }
                return [Remark(note, {**_place(column), **details})]
    return []


class _Expected:
    """How large each value should be by what else its city reports, as the audit has it; worked
    out once, and only where a column has no last values."""

    def __init__(self, values: Iterable[Sensed], before: Before) -> None:
        self._cells = {**before.all, **{value.cell: value.value for value in values}}
        self._cities = sorted({city for city, _indicator in self._cells})
        self._indicators = sorted({indicator for _city, indicator in self._cells})

    @cached_property
    def _off(self) -> FloatArray | None:
        """Logarithms of the distances; None where the edition holds too little to learn from."""
        if len(self._cities) < FEWEST_UNITS or len(self._indicators) < FEWEST_COLUMNS:
            return None
        raw = matrix(self._cells, self._cities, self._indicators)
        return residuals(np.log10(np.where(raw > 0, raw, np.nan)))

    def times(self, column: Sequence[Sensed]) -> list[float]:
        """How many times each value is what is expected of it; nothing where most of the
        column is of the file itself, which would be its own measure."""
        pk = column[0].indicator.pk
        held = sum(1 for _city, indicator in self._cells if indicator == pk)
        if len(column) < FEWEST_CITIES or 2 * len(column) > held or self._off is None:
            return []
        at = self._indicators.index(pk)
        own = [float(self._off[self._cities.index(value.city), at]) for value in column]
        return [10.0**distance for distance in own if not np.isnan(distance)]


def matrix(
    cells: Mapping[Cell, float], cities: Sequence[int], indicators: Sequence[int]
) -> FloatArray:
    """float64[cities, indicators] with NaN where there is no value."""
    rows = {city: i for i, city in enumerate(cities)}
    columns = {indicator: i for i, indicator in enumerate(indicators)}
    raw = np.full((len(rows), len(columns)), np.nan)
    for (city, indicator), value in cells.items():
        raw[rows[city], columns[indicator]] = value
    return raw


def _place(column: Sequence[Sensed]) -> dict[str, str | int]:
    indicator = column[0].indicator
    name = f"{indicator.code} {indicator.name_zh}"
    return {"sheet": column[0].sheet, "name": name, "unit": indicator.unit, "count": len(column)}
