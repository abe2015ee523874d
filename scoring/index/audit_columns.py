"""Search of single columns for values written in the wrong unit."""

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray
from .columns import quantile

FACTORS = (100.0, 10_000.0)
"""Slips looked for: percent and share, yuan and 10,000 yuan, square kilometres and hectares."""

FEWEST_PEERS = 3
FEWEST_VALUES = 10
"""Columns with fewer different positive values are codes or small counts."""

NEAR = 4.0
"""A corrected value must lie within this factor of the peers' median."""

SPREAD = 2.0
"""And the written one beyond the peers' own extremes by at least this factor."""


def unit_slips(raw: FloatArray, groups: IntArray | None
               ) -> tuple[IntArray, IntArray, FloatArray]:
    """Cells off their peers by 100 or 10,000 times: rows, columns, factors written / expected.

    Peers are the positive values of the unit's group int64[n] (-1: none) where at least
    three are there, else of all units. A cell is named where it lies outside the range of its
    peers by a factor of 2 or more and, divided by 100 or 10,000 (or multiplied), comes within
    4 times their median. Largest factors first.
    """
    found: list[tuple[int, int, float]] = []
    logs = np.log10(np.where(raw > 0, raw, np.nan))
    for row, column in np.argwhere(_outlying(logs, groups)):
        own = logs[:, column]
        if len(np.unique(own[~np.isnan(own)])) < FEWEST_VALUES:
            continue
        factor = _factor(float(own[row]), _peers(own, int(row), groups))
        if factor is not None:
            found.append((int(row), int(column), factor))
    found.sort(key=lambda cell: -abs(np.log10(cell[2])))
    rows = np.array([cell[0] for cell in found], dtype=np.int64)
    columns = np.array([cell[1] for cell in found], dtype=np.int64)
    return rows, columns, np.array([cell[2] for cell in found], dtype=np.float64)


def _outlying(logs: FloatArray, groups: IntArray | None) -> BoolArray:
    """Cells more than a factor of 10 off the column's or the group's median: worth a look."""
    out = np.abs(logs - quantile(logs, 0.5)) > 1.0
    if groups is not None:
        for label in np.unique(groups[groups >= 0]):
            rows = np.flatnonzero(groups == label)
            out[rows] |= np.abs(logs[rows] - quantile(logs[rows], 0.5)) > 1.0
    return np.asarray(out)


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
