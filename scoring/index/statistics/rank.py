"""Competition ranks after rounding, so that floating-point noise never splits a tie."""

import numpy as np
import numpy.typing as npt

from scoring.index.arrays import FloatArray, IntArray

UNRANKED = 0
"""The rank of a missing score."""

_LAST = 2**62
"""Sorts behind every score that is packed into an integer key."""

_BLOCK = 2**15
"""Cells ranked at a time, so that they stay in the processor's cache."""


def round_scores(scores: FloatArray, decimals: int) -> FloatArray:
    """Round half away from zero, as a spreadsheet's ROUND does; any shape, NaN stays."""
    return _units(scores, decimals) / 10.0**decimals


def rank_rounded(scores: FloatArray, decimals: int) -> IntArray:
    """Descending ranks along the last axis after rounding: ties take the smallest rank.

    Any shape; 1 is best and a missing score has rank 0. The rounded scores are whole numbers;
    packed with their position into one integer they sort faster than floats do by argsort.
    """
    if not scores.size:
        return np.zeros(scores.shape, dtype=np.int64)
    flat = scores.reshape(-1, scores.shape[-1])
    bits = int(flat.shape[1]).bit_length()
    ranks = np.empty(flat.shape, dtype=np.int64)
    rows = max(1, _BLOCK // flat.shape[1])
    for start in range(0, len(flat), rows):
        units = _units(flat[start : start + rows], decimals)
        too_large = np.abs(units) >= 2.0 ** (61 - bits)
        block = _by_argsort(units) if too_large.any() else _by_key(units, bits)
        ranks[start : start + rows] = block
    return ranks.reshape(scores.shape)


def rank_columns(scores: FloatArray, decimals: int) -> IntArray:
    """Ranks of every column of float64[n, k] after rounding: int64[n, k], 0 is unranked."""
    return np.ascontiguousarray(rank_rounded(np.ascontiguousarray(scores.T), decimals).T)


def rank_rows(values: FloatArray) -> IntArray:
    """Descending ranks along the last axis without rounding, NaN gives 0; any shape."""
    if not values.size:
        return np.zeros(values.shape, dtype=np.int64)
    return _by_argsort(values.reshape(-1, values.shape[-1])).reshape(values.shape)


def _units(scores: FloatArray, decimals: int) -> FloatArray:
    """Scores as whole multiples of 10^-decimals, rounded half away from zero."""
    size = np.abs(scores)
    size *= 10.0**decimals
    size += 0.5
    np.floor(size, out=size)
    return np.copysign(size, scores, out=size)


def _by_key(flat: FloatArray, bits: int) -> IntArray:
    missing = np.isnan(flat)
    gaps = bool(missing.any())
    key = np.negative(np.where(missing, 0.0, flat) if gaps else flat).astype(np.int64)
    key <<= bits
    key |= np.arange(flat.shape[1])
    if gaps:
        # behind every score, and each another: units without a score are no tie to resolve
        key += missing * (_LAST + (np.arange(flat.shape[1]) << bits))
    key.sort(axis=-1)
    order = key & ((1 << bits) - 1)
    key >>= bits
    ranks = _competition(key)
    if gaps:
        ranks[key >= _LAST >> bits] = UNRANKED
    return _scattered(ranks, order)


def _by_argsort(flat: FloatArray) -> IntArray:
    order = np.argsort(-flat, axis=-1)
    ordered = np.take_along_axis(flat, order, axis=-1)
    ranks = _competition(ordered)
    ranks[np.isnan(ordered)] = UNRANKED
    return _scattered(ranks, order)


def _competition(ordered: npt.NDArray[np.int64] | FloatArray) -> IntArray:
    """Ranks of values already in order, ties taking the first one's."""
    ranks = np.empty(ordered.shape, dtype=np.int64)
    ranks[:] = np.arange(1, ordered.shape[1] + 1)
    tied = ordered[:, 1:] == ordered[:, :-1]
    rows = np.flatnonzero(tied.any(axis=1))
    if len(rows):
        first = ranks[rows]
        first[:, 1:] *= ~tied[rows]
        ranks[rows] = np.maximum.accumulate(first, axis=-1, out=first)
    return ranks


def _scattered(ranks: IntArray, order: IntArray) -> IntArray:
    order += np.arange(len(order))[:, None] * order.shape[1]
    result = np.empty(ranks.size, dtype=np.int64)
    result[order.reshape(-1)] = ranks.reshape(-1)
    return result.reshape(ranks.shape)
