"""What many ranks say: intervals, who beats whom, tiers, how far units move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.statistics.rank import UNRANKED

MOVES = (5, 10, 20)

_UNITS, _DRAWS = 32, 4096
"""Units and draws handled at a time, so that memory does not grow beyond the ranks."""


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


def summarise(
    ranks: npt.NDArray[np.integer], nominal: IntArray, *, low: float = 0.05, high: float = 0.95
) -> RankSummary:
    """Statistics of ranks[draws, n] (0: unranked), quantiles by NumPy's default rule."""
    n = ranks.shape[1]
    found = np.full((4, n), np.nan)
    for start in range(0, n, _UNITS):
        part = slice(start, start + _UNITS)
        by_unit = np.ascontiguousarray(ranks[:, part].T).astype(np.float64)
        found[:, part] = _statistics(by_unit, [low, 0.5, high])
    return RankSummary(
        nominal, found[0], found[2], found[1], found[3], share_moving(ranks, nominal)
    )


def _statistics(by_unit: FloatArray, levels: Sequence[float]) -> FloatArray:
    """Mean and quantiles over the draws of float64[u, draws] in which a unit is ranked."""
    result = np.full((1 + len(levels), len(by_unit)), np.nan)
    known = by_unit != UNRANKED
    for all_known in (True, False):
        rows = known.all(axis=1) if all_known else known.any(axis=1) & ~known.all(axis=1)
        if not rows.any() or not by_unit.shape[1]:
            continue
        own = by_unit[rows] if all_known else np.where(known[rows], by_unit[rows], np.nan)
        mean, quantile = (np.mean, np.quantile) if all_known else (np.nanmean, np.nanquantile)
        result[0, rows] = mean(own, axis=1)
        result[1:, rows] = quantile(own, levels, axis=1)
    return result


def share_moving(ranks: npt.NDArray[np.integer], nominal: IntArray) -> dict[int, float]:
    """Share of (draw, unit) pairs ranked in both that are more than 5, 10, 20 places apart."""
    total, moved = 0, dict.fromkeys(MOVES, 0)
    for start in range(0, len(ranks), _DRAWS):
        part = ranks[start : start + _DRAWS]
        both = (part != UNRANKED) & (nominal != UNRANKED)
        shift = np.where(both, np.abs(part - nominal.astype(ranks.dtype)), 0)
        total += int(np.count_nonzero(both))
        for places in MOVES:
            moved[places] += int(np.count_nonzero(shift > places))
    return {places: count / total if total else 0.0 for places, count in moved.items()}


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
