"""Search of single columns for values written in the wrong unit."""

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.audit.expected_size import unexpected
from scoring.index.statistics.columns import quantile

FACTORS = (100.0, 10_000.0)
"""Slips looked for: percent and share, yuan and 10,000 yuan, square kilometres and hectares."""

_ORDERS = tuple(float(sign * np.log10(factor)) for factor in FACTORS for sign in (1, -1))

FEWEST_PEERS = 3
FEWEST_VALUES = 10
"""Columns with fewer different positive values are codes or small counts."""

NEAR = 4.0
"""A corrected value must lie within this factor of the peers' median."""

SPREAD = 2.0
"""And the written one beyond the peers' own extremes by at least this factor."""

_OUTER, _INNER = 0.025, 0.1
"""Quantiles between which the tail of a column is measured."""

_RARE = 0.05
"""Number of cells per column that the tail may be expected to put as far out by chance."""


def unit_slips(raw: FloatArray, groups: IntArray | None) -> tuple[IntArray, IntArray, FloatArray]:
    """Cells off their peers by 100 or 10,000 times: rows, columns, factors written / expected.

    Peers are the positive values of the unit's group int64[n] (-1: none) where at least
    three others are there, else of all units. A cell is named where its distance from the
    peers' median is beyond what the column's own tail explains, it lies outside the range of
    its peers by a factor of 2 or more and, divided by 100 or 10,000 (or multiplied), comes
    within 4 times their median. Largest factors first. In columns that reach down to nothing
    (areas, small sums) a value that is too small cannot be told from a true one.
    """
    found: dict[tuple[int, int], float] = {}
    logs = np.log10(np.where(raw > 0, raw, np.nan))
    measured = {
        column
        for column, own in enumerate(logs.T)
        if len(np.unique(own[~np.isnan(own)])) >= FEWEST_VALUES
    }
    for row, column in np.argwhere(_beyond_tail(_distance(logs, groups))):
        if column not in measured:
            continue
        factor = _factor(float(logs[row, column]), _peers(logs[:, column], int(row), groups))
        if factor is not None:
            found[int(row), int(column)] = factor
    for row, column, order in unexpected(logs, groups, _ORDERS):
        if column in measured:
            found.setdefault((row, column), 10.0**order)
    cells = [(row, column, factor) for (row, column), factor in found.items()]
    cells.sort(key=lambda cell: -abs(np.log10(cell[2])))
    rows = np.array([cell[0] for cell in cells], dtype=np.int64)
    columns = np.array([cell[1] for cell in cells], dtype=np.int64)
    return rows, columns, np.array([cell[2] for cell in cells], dtype=np.float64)


def _distance(logs: FloatArray, groups: IntArray | None) -> FloatArray:
    """Distance of every cell from the median of its group, or of all where that is too small."""
    distance = logs - quantile(logs, 0.5)
    if groups is None:
        return distance
    for label in np.unique(groups[groups >= 0]):
        rows = np.flatnonzero(groups == label)
        own = logs[rows]
        enough = (~np.isnan(own)).sum(axis=0) > FEWEST_PEERS
        distance[rows] = np.where(enough, own - quantile(own, 0.5), distance[rows])
    return distance


def _beyond_tail(distance: FloatArray) -> BoolArray:
    """Cells further out than a Pareto tail through the 10 % and 2.5 % quantiles makes likely.

    In logarithms such a tail falls by the same step for every fourfold drop in probability;
    the limit is where it leaves 0.05 cells of the column.
    """
    count = np.maximum((~np.isnan(distance)).sum(axis=0), 1)
    steps = np.log(_INNER * count / _RARE) / np.log(_INNER / _OUTER)
    low, high = quantile(distance, _INNER), quantile(distance, 1 - _INNER)
    lower = low - steps * (low - quantile(distance, _OUTER))
    upper = high + steps * (quantile(distance, 1 - _OUTER) - high)
    return np.asarray((distance < lower) | (distance > upper))


def _peers(logs: FloatArray, row: int, groups: IntArray | None) -> FloatArray:
    others = ~np.isnan(logs)
    others[row] = False
    if groups is not None and groups[row] >= 0:
        near = others & (groups == groups[row])
        if np.count_nonzero(near) >= FEWEST_PEERS:
            return logs[near]
    return logs[others]


def _factor(value: float, peers: FloatArray) -> float | None:
    median = float(np.median(peers))
    beyond = np.log10(SPREAD)
    if peers.min() - beyond < value < peers.max() + beyond:
        return None
    best = None
    for factor in (*FACTORS, *(1.0 / f for f in FACTORS)):
        distance = abs(value - np.log10(factor) - median)
        if distance <= np.log10(NEAR) and (best is None or distance < best[0]):
            best = (distance, factor)
    return None if best is None else best[1]
