"""What many ranks say: intervals, who beats whom, tiers, how far units move."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray, IntArray
from .rank import UNRANKED

MOVES = (5, 10, 20)


@dataclass(frozen=True)
class RankSummary:
    """Per unit, float64[n] over the draws in which it is ranked (NaN: in none).

    ``share_moving[t]`` is the mean share of units more than t places off their nominal rank.
    """

    nominal: IntArray
    mean: FloatArray
    median: FloatArray
    low: FloatArray
    high: FloatArray
    share_moving: Mapping[int, float]


def summarise(ranks: npt.NDArray[np.integer], nominal: IntArray, *,
              low: float = 0.05, high: float = 0.95) -> RankSummary:
    """Statistics of ranks[draws, n] (0: unranked), quantiles by NumPy's default rule."""
    known = np.asarray(ranks != UNRANKED)
    by_unit = np.ascontiguousarray(ranks.T).astype(np.float64)
    if known.all():
        limits = np.quantile(by_unit, [low, 0.5, high], axis=1)
        mean = by_unit.mean(axis=1)
    else:
        by_unit[~known.T] = np.nan
        limits = np.full((3, len(by_unit)), np.nan)
        mean = np.full(len(by_unit), np.nan)
        seen = known.any(axis=0)
        limits[:, seen] = np.nanquantile(by_unit[seen], [low, 0.5, high], axis=1)
        mean[seen] = np.nanmean(by_unit[seen], axis=1)
    return RankSummary(nominal, mean, limits[1], limits[0], limits[2],
                       share_moving(ranks, nominal))


def share_moving(ranks: npt.NDArray[np.integer], nominal: IntArray) -> dict[int, float]:
    """Share of (draw, unit) pairs ranked in both that are more than 5, 10, 20 places apart."""
    both = (ranks != UNRANKED) & (nominal != UNRANKED)
    total = int(np.count_nonzero(both))
    shift = np.abs(ranks - nominal.astype(ranks.dtype))
    return {
        places: float(np.count_nonzero((shift > places) & both) / total) if total else 0.0
        for places in MOVES
    }


def beat_probability(ranks: npt.NDArray[np.integer]) -> FloatArray:
    """P(i beats j) float64[n, n]: share of draws in which i ranks above j; ties beat nobody.

    An unranked unit loses to every ranked one.
    """
    draws, n = ranks.shape
    dtype = np.int16 if n < 2**15 - 1 else np.int32
    by_unit = np.ascontiguousarray(np.where(ranks == UNRANKED, n + 1, ranks).T.astype(dtype))
    result = np.zeros((n, n))
    for i in range(n):
        result[i] = np.count_nonzero(by_unit[i] < by_unit, axis=1)
    return result / max(draws, 1)


def tiers(probability: FloatArray, order: FloatArray, *, level: float = 0.95) -> IntArray:
    """Tier of each unit, int64[n] from 1: units that cannot be told apart share one.

    Units are taken in ``order`` (median or mean rank, NaN last); a tier ends at the first
    unit that the tier's first one beats with at least probability ``level``.
    """
    result = np.zeros(len(order), dtype=np.int64)
    leader, tier = -1, 0
    for unit in np.argsort(order, kind="stable"):
        if leader < 0 or probability[leader, unit] >= level:
            leader, tier = int(unit), tier + 1
        result[unit] = tier
    result[np.isnan(order)] = 0
    return result
