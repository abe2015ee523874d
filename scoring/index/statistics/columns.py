"""Column statistics over present values; NaN is missing and an empty column gives NaN.

All functions take float64[n, c] and return float64[c] (counts: int64[c]).
"""

from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Moments:
    """Count, mean, standard deviation (n-1), least and greatest value of each column."""

    count: IntArray
    mean: FloatArray
    sd: FloatArray
    low: FloatArray
    high: FloatArray


def moments(x: FloatArray) -> Moments:
    """Two-pass moments; sd is NaN below two values and exactly 0 where all are equal."""
    missing = np.isnan(x)
    count = len(x) - _count(missing)
    low, high = extremes(x)
    d = x.copy()
    np.copyto(d, 0.0, where=missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = d.sum(axis=0) / count
        d -= mean
        np.copyto(d, 0.0, where=missing)
        variance = np.einsum("ij,ij->j", d, d) / (count - 1)
        sd = np.sqrt(variance)
    extreme = ~((variance > 1e-280) & (variance < 1e280)) & (count > 1)
    if extreme.any():
        sd[extreme] = _scaled_sd(d[:, extreme], count[extreme])
    equal = low == high
    mean[equal] = low[equal]
    sd[equal & (count > 1)] = 0.0
    sd[count < 2] = np.nan
    return Moments(count, mean, sd, low, high)


def _count(mask: BoolArray) -> IntArray:
    """True cells per column; narrow integers add faster than a count along an axis."""
    return np.add.reduce(mask, axis=0, dtype=np.int32).astype(np.int64)


def _scaled_sd(d: FloatArray, count: IntArray) -> FloatArray:
    """Standard deviation of deviations so small or large that their squares leave float64."""
    scale = np.abs(d).max(axis=0)
    scaled = d / np.where(scale > 0, scale, 1.0)
    return np.asarray(scale * np.sqrt((scaled * scaled).sum(axis=0) / (count - 1)))


def extremes(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Least and greatest present value."""
    if not len(x):
        empty = np.full(x.shape[1], np.nan)
        return empty, empty
    return np.fmin.reduce(x, axis=0), np.fmax.reduce(x, axis=0)


def quantile(x: FloatArray, q: float) -> FloatArray:
    """NumPy's default (linear) quantile of the present values, q from 0 to 1."""
    ordered = np.sort(x, axis=0)
    count = len(x) - _count(np.isnan(x))
    place = np.maximum(count - 1, 0) * q
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    columns = np.arange(x.shape[1])
    a, b, t = ordered[below, columns], ordered[above, columns], place - below
    linear = np.where(t < 0.5, a + (b - a) * t, b - (b - a) * (1 - t))
    return np.where(count > 0, linear, np.nan)


def skew_kurtosis(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bias-corrected skewness G1 (NaN below 3 values) and excess kurtosis G2 (below 4).

    g = sqrt(n) S3 / S2^1.5, G1 = g sqrt(n(n-1))/(n-2); r = n S4 / S2^2,
    G2 = ((n+1)(r-3)+6)(n-1)/((n-2)(n-3)), with Sp the sum of the deviations' p-th powers
    (Joanes and Gill 1998). Both are NaN for a column of equal values.
    """
    missing = np.isnan(x)
    n = (len(x) - _count(missing)).astype(np.float64)
    low, high = extremes(x)
    d = x.copy()
    np.copyto(d, 0.0, where=missing)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = d.sum(axis=0) / n
        scale = np.fmax(high - mean, mean - low)
        d -= mean
        np.copyto(d, 0.0, where=missing)
        d /= np.where(scale > 0, scale, 1.0)
        square = d * d
        s2 = square.sum(axis=0)
        s3 = np.einsum("ij,ij->j", square, d)
        s4 = np.einsum("ij,ij->j", square, square)
        g1 = np.sqrt(n) * s3 / s2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        g2 = ((n + 1) * (n * s4 / s2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    flat = ~(low < high)
    return np.where((n < 3) | flat, np.nan, g1), np.where((n < 4) | flat, np.nan, g2)
