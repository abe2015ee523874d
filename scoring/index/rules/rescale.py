"""Rescaling of nodes' scores before they enter their parent."""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.rules.normalise import Kernel, minmax_step, zscore_step
from scoring.index.rules.rule import LOWER_UPPER, MEAN_SD, ScaleRule, Step
from scoring.index.statistics.columns import extremes

_LAST_BITS = 1e-12

Rescaler = Callable[[FloatArray, Step, int], tuple[FloatArray, BoolArray]]


def _spread(kernel: Kernel) -> Rescaler:
    """A constant node is NaN: it says nothing, and its siblings share its weight."""

    def rule(scores: FloatArray, step: Step, decimals: int) -> tuple[FloatArray, BoolArray]:
        low, high = extremes(scores)
        flat = is_flat(low, high, decimals)
        values = kernel(scores, low, high, step)
        values[:, flat] = np.nan
        return values, flat

    return rule


RENORMALISE: Mapping[str, ScaleRule[Rescaler]] = {
    "none": ScaleRule(
        lambda scores, step, decimals: (scores.copy(), np.zeros(scores.shape[1], bool))
    ),
    "minmax": ScaleRule(_spread(minmax_step), LOWER_UPPER, least=lambda step: step.number("lower")),
    "zscore": ScaleRule(_spread(zscore_step), MEAN_SD),
}


def rescale_node(scores: FloatArray, step: Step, decimals: int) -> tuple[FloatArray, BoolArray]:
    """Rescale nodes' scores float64[n, c] by one rule of ``RENORMALISE``; and which are
    constant, bool[c]. KeyError for an unknown rule."""
    return RENORMALISE[step.rule].function(scores, step, decimals)


def is_flat(low: FloatArray, high: FloatArray, decimals: int) -> BoolArray:
    """Whether least and greatest score are the same but for what rounding takes away.

    Ranks see ``decimals`` of a score, and sums are off by their last bits; to stretch such a
    width to a whole scale would make differences out of noise.
    """
    size = np.maximum(np.abs(low), np.abs(high))
    return np.asarray(high - low <= np.maximum(0.5 * 10.0**-decimals, _LAST_BITS * size))
