"""Association between columns and between rankings; missing values are left out pairwise."""

from math import nan

import numpy as np

from scoring.index.arrays import FloatArray


def covariance(x: FloatArray) -> FloatArray:
    """Pairwise-complete covariances (n-1) of float64[n, c]: float64[c, c].

    Each pair uses the rows in which both are present, with means over those rows; below two
    such rows the entry is NaN.
    """
    there = (~np.isnan(x)).astype(np.float64)
    centred = x - _mean(x)
    known = np.where(np.isnan(centred), 0.0, centred)
    count = there.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        total = known.T @ there
        result = (known.T @ known - total * total.T / count) / (count - 1)
    return np.where(count > 1, result, np.nan)


def pearson(x: FloatArray) -> FloatArray:
    """Pairwise-complete correlations float64[c, c]; NaN where a column has no spread."""
    there = (~np.isnan(x)).astype(np.float64)
    centred = x - _mean(x)
    known = np.where(np.isnan(centred), 0.0, centred)
    scale = np.abs(known).max(axis=0, initial=0.0)
    known = known / np.where(scale > 0, scale, 1.0)
    count, total, square = there.T @ there, known.T @ there, (known * known).T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = square - total * total / count
        spread[spread < 1e-14 * np.maximum(square, 1e-300)] = np.nan
        result = (known.T @ known - total * total.T / count) / np.sqrt(spread * spread.T)
    return np.clip(np.where(count > 1, result, np.nan), -1.0, 1.0)


def cronbach_alpha(x: FloatArray) -> float:
    """Cronbach's alpha of float64[n, c]: c/(c-1) (1 - sum of variances / sum of covariances).

    Covariances are pairwise complete. NaN below two columns with spread, or where the
    covariances sum to nothing. Source: OECD/JRC Handbook (2008), step 4.
    """
    usable = x[:, np.nanmax(x, axis=0, initial=-np.inf) > np.nanmin(x, axis=0, initial=np.inf)]
    c = usable.shape[1]
    if c < 2:
        return nan
    matrix = covariance(usable)
    total = float(np.nansum(matrix))
    return c / (c - 1) * (1 - float(np.nansum(np.diag(matrix))) / total) if total > 0 else nan


def spearman(a: FloatArray, b: FloatArray) -> float:
    """Rank correlation of float64[n] each, ties at their mean rank; NaN below two pairs."""
    both = ~(np.isnan(a) | np.isnan(b))
    if np.count_nonzero(both) < 2:
        return nan
    ranks = np.column_stack([_mean_rank(a[both]), _mean_rank(b[both])])
    return float(pearson(ranks)[0, 1])


def kendall(a: FloatArray, b: FloatArray) -> float:
    """Kendall's tau-b of float64[n] each (ties counted out); NaN below two pairs."""
    both = ~(np.isnan(a) | np.isnan(b))
    first = np.sign(a[both][:, None] - a[both][None, :])
    second = np.sign(b[both][:, None] - b[both][None, :])
    untied = float(np.sqrt(np.abs(first).sum() * np.abs(second).sum()))
    return float((first * second).sum()) / untied if untied else nan


def _mean(x: FloatArray) -> FloatArray:
    missing = np.isnan(x)
    count = np.maximum(len(x) - missing.sum(axis=0), 1)
    return np.asarray(np.where(missing, 0.0, x).sum(axis=0) / count)


def _mean_rank(x: FloatArray) -> FloatArray:
    ordered = np.sort(x)
    below = np.searchsorted(ordered, x, side="left")
    upto = np.searchsorted(ordered, x, side="right")
    return (below + upto + 1) / 2.0
