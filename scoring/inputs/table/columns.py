"""A column of values: the indicator that its heading names, in which unit and of which year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.inputs.table.faults import Fault
from scoring.inputs.table.names import Named, Names
from scoring.inputs.table.qualifiers import (
    Means,
    Qualifier,
    TitleUnit,
    qualifiers,
    title_qualifiers,
    year_of,
)
from scoring.inputs.table.units import Written, unit_factor, written_unit
from scoring.models import Indicator
from surveys.sheets.faults import Problem
from surveys.sheets.headings import heading_split, pieces

_WORDS = {
    Means.OTHER: Fault.OTHER_QUANTITY,
    Means.SCOPE: Fault.OTHER_SCOPE,
    Means.UNKNOWN: Fault.HEADING_ASKED,
}
# What has no quantity that a unit above the whole table could be meant for.
_WITHOUT_UNIT = (Indicator.Kind.BINARY, Indicator.Kind.ORDINAL)


@dataclass(frozen=True)
class Column:
    """`problem` says why no value of it can be taken; `units` are all that are given for it."""

    indicator: Indicator
    units: tuple[Written, ...] = ()
    year: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Conversion:
    """From the unit that the file gives to the indicator's own."""

    written: str
    factor: Fraction


Converting = Conversion | Problem | None


def column_read(texts: Sequence[str], names: Names) -> Column | None:
    """The column whose heading has these lines; None where they name no indicator."""
    named = [(text, names.named(text)) for text in texts]
    found = [(text, name) for text, name in named if name is not None]
    if not found and len(texts) > 1:
        whole = names.named("".join(texts)) or names.named(" ".join(texts))
        return _column(whole, ()) if whole else None
    if not found:
        return None
    first = found[0][1]
    other = next((n for _t, n in found if n.indicator is not first.indicator), None)
    if other is not None:
        details = {"name": first.indicator.name, "other": other.indicator.name}
        return Column(first.indicator, problem=Problem(Fault.TWO_INDICATORS, details))
    rest = [q for _text, name in found[1:] for q in name.around]
    rest += [q for text, name in named if name is None for q in qualifiers(text, first.indicator)]
    return _column(first, rest)


def title_problem(titles: Iterable[str], indicator: Indicator) -> Problem | None:
    """What a bracket above the whole table says against the indicator."""
    for part in title_qualifiers(titles, indicator):
        details = {"text": part.text, "name": indicator.name, "unit": indicator.unit}
        return Problem(_WORDS[part.means], details)
    return None


def long_column(text: str, heading: str, titles: Iterable[str], names: Names) -> Column | None:
    """The column of one row in the long form: its indicator, and what stands above the values."""
    named = names.named(text)
    if named is None:
        return None
    against = title_problem(titles, named.indicator)
    if against is not None:
        return Column(named.indicator, problem=against)
    said = heading_split(heading).brackets
    return _column(named, [q for part in said for q in qualifiers(part, named.indicator)])


def conversion_of(
    indicator: Indicator, units: Sequence[Written], title: TitleUnit | None, cell: str = ""
) -> Converting:
    """How a value becomes one of the indicator's unit; None where nothing is said of units.

    A unit in the row or the heading comes before one above the table.
    """
    given = list(units)
    if cell:
        unit = written_unit(cell)
        if unit is None:
            return _asked(indicator, cell)
        given.append(unit)
    if not given and title is not None and indicator.kind not in _WITHOUT_UNIT:
        if not title.units:
            return _asked(indicator, title.text)
        fitting = [unit for unit in title.units if unit_factor(unit, indicator) is not None]
        given = fitting[:1] or list(title.units[:1])
    if not given:
        return None
    factors = [unit_factor(unit, indicator) for unit in given]
    first = factors[0]
    for unit, factor in zip(given, factors, strict=True):
        if factor is None:
            details = {"written": unit.text, "unit": indicator.unit}
            return Problem(Fault.OTHER_UNIT, details)
        if factor != first:
            details = {"written": given[0].text, "other": unit.text, "unit": indicator.unit}
            return Problem(Fault.TWO_UNITS, details)
    return Conversion(given[0].text, first or Fraction(1))


def years_of(titles: Iterable[str]) -> Iterator[int]:
    """Years that stand alone in a title or between its words."""
    for title in titles:
        heading = heading_split(title)
        for part in (heading.name, *heading.brackets):
            for piece in [word for p in pieces(part) for word in p.split()]:
                year = year_of(piece) or _year_at_start(piece)
                if year is not None:
                    yield year


def _year_at_start(text: str) -> int | None:
    return year_of(text[:5]) if text[4:5] == "年" else None


def _asked(indicator: Indicator, text: str) -> Problem:
    return Problem(Fault.UNIT_ASKED, {"written": text, "unit": indicator.unit})


def _column(named: Named, more: Iterable[Qualifier]) -> Column:
    indicator = named.indicator
    units: list[Written] = []
    years: list[int] = []
    for part in (*named.around, *more):
        if part.means in _WORDS:
            details = {"text": part.text, "name": indicator.name, "unit": indicator.unit}
            return Column(indicator, problem=Problem(_WORDS[part.means], details))
        if part.unit is not None:
            units.append(part.unit)
        if part.year is not None:
            years.append(part.year)
    if len(set(years)) > 1:
        details = {"text": "、".join(f"{y}年" for y in years), "name": indicator.name}
        return Column(
            indicator, problem=Problem(Fault.HEADING_ASKED, {**details, "unit": indicator.unit})
        )
    return Column(indicator, tuple(units), years[0] if years else None)
