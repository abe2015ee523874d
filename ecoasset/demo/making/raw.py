"""From normalised standings back to values in units, such that treatment really clips.

The default treatment clips a column to mean +- 3 sd. Where that bound would fall inside
the wanted range, the extreme city's value is moved out until the bound, which moves with
it, equals the wanted extreme: then clipping and min-max give the standings back.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from ecoasset.demo.making.columns import Column
from ecoasset.demo.making.solve import DemoError
from scoring.index.arrays import FloatArray

CLIP_SD = 3.0
FARTHEST = 60.0


def stretched(x: FloatArray) -> FloatArray:
    """Standings 0..1 of one column with the best or worst city moved out where needed.

    float64[n] to float64[n]; raises DemoError where both ends would have to move.
    """
    mean, reach = x.mean(), CLIP_SD * x.std(ddof=1)
    above, below = mean + reach < 1.0, mean - reach > 0.0
    if above and below:
        raise DemoError("a column is too narrow: both of its ends would be clipped")
    if below:
        return 1.0 - stretched(1.0 - x)
    if not above:
        return x
    moved = x.copy()
    top = int(x.argmax())

    def shortfall(value: float) -> float:
        moved[top] = value
        return float(moved.mean() + CLIP_SD * moved.std(ddof=1) - 1.0)

    moved[top] = brentq(shortfall, 1.0, FARTHEST, xtol=1e-14)
    return moved


def to_units(x: FloatArray, column: Column) -> FloatArray:
    """Values in the column's unit, rounded to its digits; mirrored for a negative direction."""
    standing = x if column.count else stretched(x)
    if column.negative:
        standing = 1.0 - standing
    return np.round(column.low + standing * (column.high - column.low), column.digits)
