"""Types, quadrants, group means, mismatch and variance: what the report says about cities."""

from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.statistics.correlation import spearman
from scoring.index.statistics.rank import UNRANKED

TYPES = (
    "balanced",
    "resource_compensation",
    "resource_market",
    "management_compensation",
    "management_market",
)
"""Names of the city types; ``city_types`` gives positions in here, -1 where a score is missing."""

QUADRANTS = ("I", "II", "III", "IV")
"""I much resource and strong realisation, II little and strong, III little and weak, IV much
and weak; ``quadrants`` gives 1 to 4, 0 where a score is missing."""


def domain_shares(scores: FloatArray, weights: FloatArray, *, relative: bool = False) -> FloatArray:
    """Each domain's weighted score over the sum of all, float64[n, d] from float64[n, d].

    ``relative`` divides each domain by its national mean first, for domains whose means
    differ. NaN for a unit with a missing domain or a sum that is not positive.
    """
    parts = scores * weights
    if relative:
        mean = np.nanmean(parts, axis=0) if len(parts) else np.ones(parts.shape[1])
        parts = parts / np.where(mean > 0, mean, np.nan)
    total = parts.sum(axis=1, keepdims=True)
    return np.asarray(parts / np.where(total > 0, total, np.nan))


def city_types(shares: FloatArray, tau: float = 0.05) -> IntArray:
    """Type of each city from shares float64[n, 4]: resource, management, compensation, market.

    The larger of the first two with the larger of the last two (the first of equals);
    balanced where both gaps are at most ``tau``. Shares of all four sum to 1, so tau is a
    share of the domains' sum.
    """
    resource, management, compensation, market = shares.T
    first, second = resource - management, compensation - market
    kind = 1 + 2 * (first < 0).astype(np.int64) + (second < 0)
    # a gap that equals tau up to rounding noise still counts as balanced
    balanced = (np.abs(first) <= tau + 1e-12) & (np.abs(second) <= tau + 1e-12)
    return np.where(np.isnan(shares).any(axis=1), -1, np.where(balanced, 0, kind))


def quadrants(x: FloatArray, y: FloatArray, *, split: str = "median") -> IntArray:
    """Quadrant 1 to 4 of each unit (0: missing), axes crossing at the median or mean.

    x is resource endowment, y value realisation. A value on the axis counts as above it.
    """
    middle = np.nanmedian if split == "median" else np.nanmean
    known = ~(np.isnan(x) | np.isnan(y))
    if not known.any():
        return np.zeros(len(x), dtype=np.int64)
    much, strong = x >= middle(x[known]), y >= middle(y[known])
    number = np.where(strong, np.where(much, 1, 2), np.where(much, 4, 3))
    return np.where(known, number, 0).astype(np.int64)


@dataclass(frozen=True)
class GroupMeans:
    """Per group label int64[g]: units with a score, mean score, mean rank."""

    label: IntArray
    count: IntArray
    score: FloatArray
    rank: FloatArray


def group_means(scores: FloatArray, ranks: IntArray, labels: IntArray) -> GroupMeans:
    """Means over groups (label -1: none) of scores float64[n] and ranks int64[n]."""
    known = (labels >= 0) & ~np.isnan(scores) & (ranks != UNRANKED)
    label, at = np.unique(labels[known], return_inverse=True)
    count = np.bincount(at, minlength=len(label))
    size = np.maximum(count, 1)
    return GroupMeans(
        label.astype(np.int64),
        count.astype(np.int64),
        np.bincount(at, scores[known], len(label)) / size,
        np.bincount(at, ranks[known], len(label)) / size,
    )


@dataclass(frozen=True)
class Variance:
    """Sums of squares of values between and within groups; ``share`` is between / total."""

    between: float
    within: float
    groups: int
    units: int

    @property
    def share(self) -> float:
        """Eta squared: the share of variance that the grouping explains (NaN without spread)."""
        total = self.between + self.within
        return self.between / total if total > 0 else float("nan")


def variance_by_group(values: FloatArray, labels: IntArray) -> Variance:
    """Split the variation of float64[n] into between and within groups (label -1: left out)."""
    known = (labels >= 0) & ~np.isnan(values)
    x = values[known]
    if not len(x):
        return Variance(0.0, 0.0, 0, 0)
    label, at = np.unique(labels[known], return_inverse=True)
    count = np.bincount(at)
    mean = np.bincount(at, x) / count
    within = float(((x - mean[at]) ** 2).sum())
    between = float((count * (mean - x.mean()) ** 2).sum())
    return Variance(between, within, len(label), len(x))


@dataclass(frozen=True)
class Mismatch:
    """Supply against demand: difference of ranks int64[n] and shares of units by quadrant.

    ``difference`` is rank in ``second`` - rank in ``first`` (positive: first is better
    placed); ``quadrant_share`` float64[4] over the units with both, in the order of
    ``QUADRANTS``; ``off_diagonal`` the share in quadrants II and IV.
    """

    difference: IntArray
    quadrant_share: FloatArray
    spearman: float

    @property
    def off_diagonal(self) -> float:
        """Share of units strong in one and weak in the other."""
        return float(self.quadrant_share[1] + self.quadrant_share[3])


def mismatch(
    first: FloatArray,
    first_ranks: IntArray,
    second: FloatArray,
    second_ranks: IntArray,
    *,
    split: str = "median",
) -> Mismatch:
    """Spatial mismatch between two scores, such as endowment and management."""
    both = (first_ranks != UNRANKED) & (second_ranks != UNRANKED)
    quadrant = quadrants(first, second, split=split)
    counts = np.bincount(quadrant, minlength=5)[1:]
    return Mismatch(
        np.where(both, second_ranks - first_ranks, 0),
        counts / max(int(counts.sum()), 1),
        spearman(first, second),
    )


def cross_means(
    values: FloatArray, rows: IntArray, columns: IntArray, shape: tuple[int, int]
) -> tuple[FloatArray, IntArray]:
    """Mean and count of float64[n] by two labels, float64[r, c] and int64[r, c]; empty is NaN.

    Used for the management score by plan (row) and level of the leading group (column).
    """
    known = (rows >= 0) & (columns >= 0) & ~np.isnan(values)
    at = rows[known] * shape[1] + columns[known]
    count = np.bincount(at, minlength=shape[0] * shape[1])
    total = np.bincount(at, values[known], shape[0] * shape[1])
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean.reshape(shape), count.reshape(shape).astype(np.int64)
