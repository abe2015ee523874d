"""How large a value should be by everything else that its unit reports, in orders of magnitude.

A ridge regression of each column's logarithm on all others takes a unit's own size and wealth
out of its values, so that a slip stands out that is lost in the spread of the raw column.
"""

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.statistics.columns import quantile

FEWEST_UNITS, FEWEST_COLUMNS = 50, 6
"""With less there is nothing to learn the usual sizes from."""

_RIDGE = 0.3
"""Penalty per unit; columns are many for the number of units, and noisy."""

_BOUND = 3.0
"""Robust standard deviations at which a value stops to pull."""

_FAR, _NEAR = 5.0, 2.0
"""Robust sds of the residual: at least so far out as written, within so many once corrected."""

_HALF = 0.5
_BLOCK = 3
"""So many cells of one group, and half of it, are a slip of the group."""

_APART = 1.5
"""A single cell must be so much further out than the next one on its side of the column."""


def unexpected(
    logs: FloatArray, groups: IntArray | None, orders: tuple[float, ...]
) -> list[tuple[int, int, float]]:
    """Cells (row, column, order) of float64[n, m] that one of the ``orders`` of magnitude
    brings back to the size that their unit's other values suggest."""
    if logs.shape[0] < FEWEST_UNITS or logs.shape[1] < FEWEST_COLUMNS:
        return []
    off = residuals(logs)
    spread = 1.4826 * quantile(np.abs(off), 0.5)
    found = []
    for order in orders:
        out = (np.abs(off) >= _FAR * spread) & (np.abs(off - order) <= _NEAR * spread)
        for column in np.flatnonzero(out.any(axis=0)):
            present = ~np.isnan(logs[:, column])
            rows = _plausible(np.flatnonzero(out[:, column]), present, groups, off[:, column])
            found += [(row, int(column), order) for row in rows]
    return found


def residuals(logs: FloatArray) -> FloatArray:
    """Distance of every logarithm float64[n, m] from what its unit's other columns suggest.

    NaN in columns of which half or less is there. Columns enter in robust standard units
    (median, 1.4826 MAD), bounded, missing as typical.
    """
    centred = logs - quantile(logs, 0.5)
    scale = 1.4826 * quantile(np.abs(centred), 0.5)
    z = np.clip(centred / np.where(scale > 0, scale, 1.0), -_BOUND, _BOUND)
    usable = np.flatnonzero((~np.isnan(z)).mean(axis=0) > _HALF)
    known = np.nan_to_num(z[:, usable])
    result = np.full_like(logs, np.nan)
    for i, column in enumerate(usable):
        others = np.delete(known, i, axis=1)
        design = np.column_stack([np.ones(len(others)), others])
        penalty = _RIDGE * len(others) * np.eye(design.shape[1])
        penalty[0, 0] = 0.0
        slopes = np.linalg.solve(design.T @ design + penalty, design.T @ known[:, i])
        off = centred[:, column] - design @ slopes * scale[column]
        result[:, column] = off - quantile(off[:, None], 0.5)[0]
    return result


def _plausible(
    rows: IntArray, present: BoolArray, groups: IntArray | None, off: FloatArray
) -> list[int]:
    """Rows that a slip explains: a whole group's, or a single one that stands apart from the
    tail of its column."""
    whole: list[int] = []
    labels = np.full(len(off), -1) if groups is None else groups
    for label in np.unique(labels[rows]):
        own = rows[labels[rows] == label]
        size = int(np.count_nonzero(present & (labels == label)))
        if label >= 0 and len(own) >= max(_BLOCK, _HALF * size):
            whole += own.tolist()
    scattered = [int(row) for row in rows if row not in whole]
    if len(scattered) != 1:
        return whole
    side = np.sign(off[scattered[0]])
    rest = np.nan_to_num(off * side)
    rest[[*whole, *scattered]] = 0.0
    apart = float(off[scattered[0]] * side) >= _APART * float(rest.max())
    return sorted(whole + scattered) if apart else whole
