"""Competition ranks after rounding, so that floating-point noise never splits a tie."""

import numpy as np

from .arrays import FloatArray, IntArray

UNRANKED = 0
"""The rank of a missing score."""


def round_scores(scores: FloatArray, decimals: int) -> FloatArray:
    """Round half away from zero, as a spreadsheet's ROUND does; any shape, NaN stays."""
    factor = 10.0**decimals
    return np.copysign(np.floor(np.abs(scores) * factor + 0.5) / factor, scores)


def rank_rows(values: FloatArray) -> IntArray:
    """Descending ranks along the last axis, ties take the smallest rank, NaN gives 0."""
    shape = values.shape
    flat = values.reshape(-1, shape[-1])
    order = np.argsort(-flat, axis=-1)
    ordered = np.take_along_axis(flat, order, axis=-1)
    ranks = np.tile(np.arange(1, shape[-1] + 1), (len(flat), 1))
    tied = ordered[:, 1:] == ordered[:, :-1]
    if tied.any():
        ranks[:, 1:][tied] = 0
        np.maximum.accumulate(ranks, axis=-1, out=ranks)
    ranks[np.isnan(ordered)] = UNRANKED
    result = np.empty_like(ranks)
    np.put_along_axis(result, order, ranks, axis=-1)
    return result.reshape(shape)


def rank_columns(scores: FloatArray, decimals: int) -> IntArray:
    """Ranks of every column of float64[n, k]: int64[n, k], 1 is best, 0 is unranked."""
    if not scores.size:
        return np.zeros(scores.shape, dtype=np.int64)
    rounded = np.ascontiguousarray(round_scores(scores, decimals).T)
    return np.ascontiguousarray(rank_rows(rounded).T)
