"""The indicators of a run as columns over all cities: what each holds, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.index.statistics.rank import rank_columns
from scoring.models import Indicator, Node, ScoreRun
from scoring.runs.arrays import known
from scoring.runs.block import Block, block_unpack
from surveys.models import City

_DECIMALS = 6
"""Scores that differ by less share a place."""


@dataclass(frozen=True)
class IndicatorColumn:
    """`weight` is the effective one of a city without gaps, a share; `lowest`, `median` and
    `highest` are raw values, None where no city has one; `treated` counts replaced outliers."""

    indicator: Indicator
    weight: float
    present: int
    total: int
    lowest: float | None
    median: float | None
    highest: float | None
    treated: int

    @property
    def missing(self) -> int:
        return self.total - self.present


@dataclass(frozen=True)
class IndicatorCell:
    """A city in the column: `score` is 0 to 100 by default, `place` the competition rank by it;
    None where the value is missing and no rule fills it. `treated` replaced an outlier."""

    city: City
    raw: float | None
    treated: float | None
    score: float | None
    place: int | None


Group = tuple[Node, list[IndicatorColumn]]


def indicator_columns(run: ScoreRun) -> list[tuple[Node, list[Group]]]:
    """Every indicator that the run holds, by domain and group in the order of the tree."""
    block = _block(run)
    position = {code: column for column, code in enumerate(block.indicator_codes)}
    domains: dict[Node, dict[Node, list[IndicatorColumn]]] = {}
    for indicator in Indicator.objects.select_related("domain", "parent"):
        if indicator.code in position:
            groups = domains.setdefault(indicator.domain, {})
            column = _column(block, position[indicator.code], indicator)
            groups.setdefault(indicator.parent, []).append(column)
    return [(domain, list(groups.items())) for domain, groups in domains.items()]


def indicator_cells(
    run: ScoreRun, indicator: Indicator
) -> tuple[IndicatorColumn, list[IndicatorCell]] | None:
    """The column and its cities, best score first, those without one last; None where the run
    does not hold the indicator."""
    block = _block(run)
    if indicator.code not in block.indicator_codes:
        return None
    at = block.indicator_codes.index(indicator.code)
    cells = sorted(_cells(block, at), key=_order)
    return _column(block, at, indicator), cells


def _block(run: ScoreRun) -> Block:
    return block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))


def _column(block: Block, at: int, indicator: Indicator) -> IndicatorColumn:
    raw = block.raw[:, at]
    held = raw[~np.isnan(raw)]
    lowest, median, highest = (
        (float(held.min()), float(np.median(held)), float(held.max()))
        if held.size
        else (None, None, None)
    )
    return IndicatorColumn(
        indicator=indicator,
        weight=float(block.weights[at]),
        present=int(held.size),
        total=len(raw),
        lowest=lowest,
        median=median,
        highest=highest,
        treated=int((block.treated_column == at).sum()),
    )


def _cells(block: Block, at: int) -> Iterator[IndicatorCell]:
    cities = City.objects.in_bulk(block.adcodes, field_name="adcode")
    here = block.treated_column == at
    treated = dict(
        zip(block.treated_row[here].tolist(), block.treated_new[here].tolist(), strict=True)
    )
    places = rank_columns(block.normalised[:, at : at + 1], _DECIMALS)[:, 0]
    for row, adcode in enumerate(block.adcodes):
        if adcode in cities:
            yield IndicatorCell(
                city=cities[adcode],
                raw=known(block.raw[row, at]),
                treated=treated.get(row),
                score=known(block.normalised[row, at]),
                place=int(places[row]) or None,
            )


def _order(cell: IndicatorCell) -> tuple[bool, int, str]:
    return cell.place is None, cell.place or 0, cell.city.adcode
