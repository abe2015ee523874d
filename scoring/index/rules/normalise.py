"""Normalisation to a common scale on which larger is always better.

A column without two different present values cannot be normalised (goalposts apart): its
cells become missing, and the weights of its siblings are rescaled as for any missing cell.
"""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.rules.rule import (
    LOWER_UPPER,
    MEAN_SD,
    RAW,
    SCALE,
    Parameter,
    ScaleRule,
    Step,
)
from scoring.index.statistics.columns import extremes, moments
from scoring.index.statistics.rank import rank_rows


def minmax(
    y: FloatArray, low: FloatArray, high: FloatArray, lower: float, upper: float
) -> FloatArray:
    """(y - min)/(max - min) (upper - lower) + lower; unusable for constant columns."""
    width = high - low
    values = y - low
    values /= np.where(width > 0, width, 1.0)
    values *= upper - lower
    if lower:
        values += lower
    return values


def zscore(y: FloatArray, mean: float, sd: float) -> FloatArray:
    """(y - mean(y))/sd(y) sd + mean, sd with n-1."""
    stats = moments(y)
    return (y - stats.mean) / np.where(stats.sd > 0, stats.sd, 1.0) * sd + mean


def ascending_rank(y: FloatArray) -> FloatArray:
    """1 for the least present value, ties take the lowest rank, missing stays missing."""
    ranks = rank_rows(np.ascontiguousarray(-y.T)).T
    return np.where(ranks > 0, ranks, np.nan)


def _percent(ranks: FloatArray) -> FloatArray:
    """(rank - 1)/(n - 1) over the n present values."""
    count = len(ranks) - np.count_nonzero(np.isnan(ranks), axis=0)
    return (ranks - 1) / np.maximum(count - 1, 1)


def goalposts(x: FloatArray, direction: FloatArray, step: Step) -> FloatArray:
    """Distance between two posts on the raw scale, clipped to 0..1, times ``scale``."""
    low, high = step.number("lower"), step.number("upper")
    share = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.where(direction < 0, 1 - share, share) * step.number("scale")


Kernel = Callable[[FloatArray, FloatArray, FloatArray, Step], FloatArray]
"""Values float64[n, c] on their new scale, from them, their least and their greatest."""

Normaliser = Callable[[FloatArray, FloatArray, Step], tuple[FloatArray, BoolArray]]


def minmax_step(y: FloatArray, low: FloatArray, high: FloatArray, step: Step) -> FloatArray:
    """``minmax`` with the parameters of a step."""
    return minmax(y, low, high, step.number("lower"), step.number("upper"))


def zscore_step(y: FloatArray, low: FloatArray, high: FloatArray, step: Step) -> FloatArray:
    """``zscore`` with the parameters of a step."""
    return zscore(y, step.number("mean"), step.number("sd"))


def _spread(kernel: Kernel) -> Normaliser:
    """A rule for columns whose values differ; a constant column becomes missing."""

    def rule(x: FloatArray, direction: FloatArray, step: Step) -> tuple[FloatArray, BoolArray]:
        y = x * direction
        low, high = extremes(y)
        constant = low == high
        values = kernel(y, low, high, step)
        if constant.any():
            values[:, constant] = np.nan
        return values, constant

    return rule


NORMALISE: Mapping[str, ScaleRule[Normaliser]] = {
    "minmax": ScaleRule(_spread(minmax_step), LOWER_UPPER, least=lambda step: step.number("lower")),
    "zscore": ScaleRule(_spread(zscore_step), MEAN_SD),
    "percent_rank": ScaleRule(
        _spread(lambda y, low, high, step: _percent(ascending_rank(y))), least=lambda step: 0.0
    ),
    "rank": ScaleRule(
        _spread(lambda y, low, high, step: ascending_rank(y)), least=lambda step: 1.0
    ),
    "goalposts": ScaleRule(
        lambda x, direction, step: (goalposts(x, direction, step), np.zeros(x.shape[1], bool)),
        (
            Parameter("lower", None, -RAW, RAW),
            Parameter("upper", None, -RAW, RAW),
            Parameter("scale", 1.0, 0.0, SCALE),
        ),
        least=lambda step: 0.0,
    ),
}


def normalise(x: FloatArray, direction: FloatArray, step: Step) -> tuple[FloatArray, BoolArray]:
    """Normalise float64[n, c] by one rule of ``NORMALISE``, and say which columns are constant.

    ``direction`` is +1 or -1 per column and applied first. An all-missing column is not
    constant: it just stays missing. KeyError for an unknown rule.
    """
    return NORMALISE[step.rule].function(x, direction, step)
