"""Normalisation to a common scale on which larger is always better.

A column without two different present values cannot be normalised (goalposts apart): its
cells become missing, and the weights of its siblings are rescaled as for any missing cell.
"""

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.chain.rank import rank_rows
from scoring.index.method.rules import Step
from scoring.index.statistics.columns import extremes, moments


def normalise(x: FloatArray, direction: FloatArray, step: Step) -> tuple[FloatArray, BoolArray]:
    """Normalise float64[n, c] by one rule; also returns the columns found constant, bool[c].

    ``direction`` is +1 or -1 per column and applied first. An all-missing column is not
    constant: it just stays missing.
    """
    if step.rule == "goalposts":
        return goalposts(x, direction, step), np.zeros(x.shape[1], dtype=bool)
    y = x * direction
    low, high = extremes(y)
    constant = low == high
    if step.rule == "minmax":
        values = minmax(y, low, high, step.number("lower"), step.number("upper"))
    elif step.rule == "zscore":
        values = zscore(y, step.number("mean"), step.number("sd"))
    else:
        values = ascending_rank(y)
        if step.rule == "percent_rank":
            values = _percent(values)
    if constant.any():
        values[:, constant] = np.nan
    return values, constant


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
