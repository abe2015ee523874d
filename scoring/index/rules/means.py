"""Weighted means of every exponent that neither overflow nor lose digits.

``forward`` and ``backward`` give the scale on which a mean is a plain weighted sum, for code
that keeps such sums; ``power_means`` is exact for any exponent and is what the chain uses.
"""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.rules.rule import Parameter, Rule, Step

SMALL, _LARGE = 0.01, 4.0
"""Between these sizes of the exponent, sums of plain powers keep their digits."""

_NOTHING = 1e-12


AGGREGATE: Mapping[str, Rule[Callable[[Step], float]]] = {
    "arithmetic": Rule(lambda step: 1.0),
    "geometric": Rule(lambda step: 0.0),
    "harmonic": Rule(lambda step: -1.0),
    "generalised": Rule(lambda step: step.number("p"), (Parameter("p", None, -1000.0, 1000.0),)),
}
"""Every mean by its exponent."""


def power_of(step: Step) -> float:
    """The exponent p of a mean: 1 arithmetic, 0 geometric, -1 harmonic.

    Below 1e-12 nothing distinguishes it from 0, of which the mean is the limit. KeyError for
    an unknown rule.
    """
    p = AGGREGATE[step.rule].function(step)
    return p if abs(p) >= _NOTHING else 0.0


def forward(x: FloatArray, p: float) -> FloatArray:
    """The scale on which the mean of exponent p is arithmetic: x^p, or ln x for p = 0.

    Infinite or NaN, without a warning, where that leaves the numbers or is not defined.
    """
    if p == 1.0:
        return x
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        return np.log(x) if p == 0.0 else x**p


def backward(y: FloatArray, p: float) -> FloatArray:
    """The inverse of ``forward``."""
    if p == 1.0:
        return y
    return np.exp(y) if p == 0.0 else y ** (1.0 / p)


def is_summable(p: float) -> bool:
    """Whether sums on the scale of ``forward`` keep their digits and stay in range."""
    return p == 0.0 or SMALL <= abs(p) <= _LARGE


def undefined(x: FloatArray, p: float) -> BoolArray:
    """Values for which the mean of exponent p is refused: <= 0 for p <= 0, < 0 for 0 < p != 1."""
    if p == 1.0:
        return np.zeros(x.shape, dtype=bool)
    return np.asarray(x <= 0.0 if p <= 0.0 else x < 0.0)


def power_means(
    x: FloatArray, weights: FloatArray, left_out: BoolArray, starts: IntArray, p: float
) -> FloatArray:
    """Means float64[b, n] of exponent p over runs of the rows of float64[c, n].

    Run i begins at row ``starts[i]``; ``weights`` float64[c, 1]; cells of ``left_out``
    bool[c, n] do not count, and where all of a run are left out the mean is NaN. With s the
    greatest value (the least for p < 0): s (sum(w (x/s)^p)/sum(w))^(1/p), whose powers lie
    in 0..1; near p = 0 the same as s exp(ln(1 + sum(w (e^(p ln(x/s)) - 1))/sum(w))/p), and
    the geometric mean is its limit (Hardy, Littlewood and Polya 1934, chapter 2).
    """
    present = np.add.reduceat(np.where(left_out, 0.0, weights), starts, axis=0)
    edge = np.minimum if p < 0 else np.maximum
    scale = edge.reduceat(np.where(left_out, np.inf if p < 0 else 0.0, x), starts, axis=0)
    scale[~((scale > 0) & np.isfinite(scale))] = 1.0
    sizes = np.diff(np.append(starts, len(x)))
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        share = np.where(left_out, 1.0, x / np.repeat(scale, sizes, axis=0))
        if abs(p) >= SMALL:
            terms = share**p
        elif p:
            terms = np.expm1(p * np.log(share))
        else:
            terms = np.log(share)
        terms *= weights
        np.copyto(terms, 0.0, where=left_out)
        # no weight present: 0/0, missing
        mean = np.add.reduceat(terms, starts, axis=0) / present
        if abs(p) >= SMALL:
            return np.asarray(scale * mean ** (1.0 / p))
        return np.asarray(scale * np.exp(np.log1p(mean) / p if p else mean))
