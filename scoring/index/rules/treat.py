"""Outlier treatment, column by column: clipping, stepwise winsorising, logarithm.

Missing cells stay missing. Columns of fewer than two present or of equal values are left as
they are, since no rule says anything about them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.rules.rule import Parameter, Rule, Step
from scoring.index.statistics.columns import extremes, moments, quantile, skew_kurtosis

_NOISE = 1e-9
"""Skewness and kurtosis are sums of powers over hundreds of cells, off by their last bits."""


@dataclass(frozen=True)
class Treatment:
    """Treated values float64[n, c], the bounds that clipped them, and the columns logged.

    ``lower``/``upper`` are -inf/inf where nothing binds; ``failed`` marks columns that the
    rule could not bring into range.
    """

    values: FloatArray
    lower: FloatArray
    upper: FloatArray
    logged: BoolArray
    failed: BoolArray


def winsorise_sd(x: FloatArray, k: float) -> Treatment:
    """Clip to mean +- k sd of the present values (sd with n-1, one pass)."""
    stats = moments(x)
    free = ~(stats.sd > 0)
    lower = np.where(free, -np.inf, stats.mean - k * stats.sd)
    upper = np.where(free, np.inf, stats.mean + k * stats.sd)
    return _clipped(x, lower, upper)


def winsorise_percentile(x: FloatArray, p: float) -> Treatment:
    """Clip to the p and 1-p quantiles (linear) of the present values, 0 < p < 0.5."""
    lower, upper = quantile(x, p), quantile(x, 1 - p)
    empty = np.isnan(lower)
    return _clipped(x, np.where(empty, -np.inf, lower), np.where(empty, np.inf, upper))


def winsorise_skew(
    x: FloatArray, *, winmax: int, skew: float, kurtosis: float, two_sided: bool = False
) -> Treatment:
    """Pull in extreme points until |G1| < skew or G2 < kurtosis, else take the logarithm.

    A step moves all points tied at the extreme (the greatest where G1 >= 0, else the least)
    to the next value; after ``winmax`` steps without success the original column is logged,
    and kept so even if that fails too. Source: OECD/JRC Handbook (2008), step 5, in the
    stepwise form of the JRC's COIN Tool. Columns of fewer than 4 values are left alone.
    """
    work = x.copy()
    g1, g2 = skew_kurtosis(work)
    lower = np.full(x.shape[1], -np.inf)
    upper = np.full(x.shape[1], np.inf)
    for _ in range(winmax):
        at = np.flatnonzero(_out_of_range(g1, g2, skew, kurtosis))
        if not len(at):
            break
        work[:, at], bound = _pull_in(work[:, at], g1[at])
        upper[at] = np.where(g1[at] >= 0, bound, upper[at])
        lower[at] = np.where(g1[at] >= 0, lower[at], bound)
        g1[at], g2[at] = skew_kurtosis(work[:, at])
    logged = _out_of_range(g1, g2, skew, kurtosis)
    failed = np.zeros_like(logged)
    if logged.any():
        work[:, logged] = logarithm(x[:, logged], two_sided=two_sided).values
        failed[logged] = _out_of_range(*skew_kurtosis(work[:, logged]), skew, kurtosis)
        lower[logged], upper[logged] = -np.inf, np.inf
    return Treatment(work, lower, upper, logged, failed)


def logarithm(x: FloatArray, *, two_sided: bool = False) -> Treatment:
    """ln(x - min + 0.01 (max - min)); mirrored where two-sided and the skew is negative."""
    low, high = extremes(x)
    flat = ~(low < high)
    offset = 0.01 * (high - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(x - low + offset)
        if two_sided:
            negative = skew_kurtosis(x)[0] < 0
            values = np.where(negative, -np.log(high - x + offset), values)
    free = np.full(x.shape[1], np.inf)
    return Treatment(np.where(flat, x, values), -free, free, ~flat, np.zeros_like(flat))


def _out_of_range(g1: FloatArray, g2: FloatArray, skew: float, kurtosis: float) -> BoolArray:
    """Neither |G1| < skew nor G2 < kurtosis; undefined statistics count as in range.

    A statistic that equals its limit but for rounding has reached it: four values of which
    three are equal have |G1| = 2 on any scale, in any order of adding up.
    """
    return np.asarray((np.abs(g1) >= skew - _NOISE) & (g2 >= kurtosis - _NOISE))


def _pull_in(x: FloatArray, g1: FloatArray) -> tuple[FloatArray, FloatArray]:
    """One step: the extreme points of each column take the next value inside."""
    sign = np.where(g1 >= 0, 1.0, -1.0)
    y = x * sign
    top = np.fmax.reduce(y, axis=0)
    at_top = y == top
    following = np.fmax.reduce(np.where(at_top, np.nan, y), axis=0)
    return np.where(at_top, following, y) * sign, following * sign


def _clipped(x: FloatArray, lower: FloatArray, upper: FloatArray) -> Treatment:
    none = np.zeros(x.shape[1], dtype=bool)
    return Treatment(np.clip(x, lower, upper), lower, upper, none, none)


def _untouched(x: FloatArray) -> Treatment:
    free = np.full(x.shape[1], np.inf)
    none = np.zeros(x.shape[1], dtype=bool)
    return Treatment(x.copy(), -free, free, none, none)


Treater = Callable[[FloatArray, Step], Treatment]

_TWO_SIDED = Parameter("two_sided", False)

TREAT: Mapping[str, Rule[Treater]] = {
    "none": Rule(lambda x, step: _untouched(x)),
    "winsorise_sd": Rule(
        lambda x, step: winsorise_sd(x, step.number("k")),
        (Parameter("k", 3.0, low=0.0),),
    ),
    "winsorise_percentile": Rule(
        lambda x, step: winsorise_percentile(x, step.number("p")),
        (Parameter("p", 0.05, low=0.0, high=0.5),),
    ),
    "winsorise_skew": Rule(
        lambda x, step: winsorise_skew(
            x,
            winmax=int(step.number("winmax")),
            skew=step.number("skew"),
            kurtosis=step.number("kurtosis"),
            two_sided=bool(step.value("two_sided")),
        ),
        (
            Parameter("winmax", 5.0, low=-1.0, whole=True),
            Parameter("skew", 2.0, low=0.0),
            Parameter("kurtosis", 3.5, low=0.0),
            _TWO_SIDED,
        ),
    ),
    "log": Rule(
        lambda x, step: logarithm(x, two_sided=bool(step.value("two_sided"))), (_TWO_SIDED,)
    ),
}


def treat(x: FloatArray, step: Step) -> Treatment:
    """Apply one rule of ``TREAT`` to all columns of float64[n, c]; KeyError for an unknown one."""
    return TREAT[step.rule].function(x, step)
