"""Rank agreement of two columns: Spearman's rho and Kendall's tau-b, without SciPy."""

import numpy as np

from .arrays import FloatArray


def average_ranks(x: FloatArray) -> FloatArray:
    """Ranks float64[n] from 1, ascending, ties with the mean of their places."""
    _values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[inverse]


def spearman(x: FloatArray, y: FloatArray) -> float:
    """Spearman's rho: Pearson's correlation of average ranks, over pairs present in both.

    ``x`` and ``y`` are float64[n]. NaN where fewer than two pairs remain or a side is
    constant. Source: Kendall & Gibbons, Rank Correlation Methods, ch. 2-3.
    """
    present = ~(np.isnan(x) | np.isnan(y))
    if present.sum() < 2:
        return float("nan")
    a, b = average_ranks(x[present]), average_ranks(y[present])
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else float("nan")


def kendall(x: FloatArray, y: FloatArray) -> float:
    """Kendall's tau-b, (P - Q) / sqrt((n0 - n1)(n0 - n2)), over pairs present in both.

    ``x`` and ``y`` are float64[n]; all n(n-1)/2 pairs are compared, in rows, so memory
    stays linear. NaN where fewer than two pairs remain or a side is constant. Source:
    Kendall & Gibbons, ch. 3.
    """
    present = ~(np.isnan(x) | np.isnan(y))
    a, b = x[present], y[present]
    concordance, untied_a, untied_b = 0.0, 0, 0
    for i in range(len(a) - 1):
        da, db = np.sign(a[i + 1 :] - a[i]), np.sign(b[i + 1 :] - b[i])
        concordance += float(da @ db)
        untied_a += int(np.count_nonzero(da))
        untied_b += int(np.count_nonzero(db))
    scale = float(np.sqrt(float(untied_a) * float(untied_b)))
    return concordance / scale if scale > 0 else float("nan")
