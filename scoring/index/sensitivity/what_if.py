"""What if: the effect of other values of single raw cells, for all of them at once.

A changed cell moves its column's mean, spread and extremes, so every unit's value in that
column is treated and normalised anew; nothing is approximated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.chain.chain import LARGEST, Result, checked_matrix, compute
from scoring.index.chain.rescoring import Base, Path, base_of, column_variants, path_scores
from scoring.index.codes import Reason
from scoring.index.method.method import Method
from scoring.index.refusals import DataError
from scoring.index.statistics.rank import UNRANKED, rank_rounded, round_scores
from scoring.index.tree.tree import Tree

_BLOCK = 400
"""Variants of a column handled at a time, which bounds memory."""


@dataclass(frozen=True)
class Second:
    """A second cell of the same row that changes along with each change's own.

    ``column`` int64[c] is -1 where nothing else changes; ``value`` float64[c].
    """

    column: IntArray
    value: FloatArray


@dataclass(frozen=True)
class WhatIf:
    """One entry per change: the unit's scores and ranks before and after (0: unranked).

    ``domain`` indexes ``Tree.node_codes``: the root's child above the changed column (the
    root itself where the indicator hangs on it). ``moved`` counts the units whose rank in
    the composite changes, ``largest_move`` the places of the one that moves most.
    ``refused`` marks changes with which the chain would not run, since a mean is not defined
    for a value: nothing is known of them, and they read as no rank and no move.
    """

    row: IntArray
    column: IntArray
    value: FloatArray
    domain: IntArray
    score_before: FloatArray
    score_after: FloatArray
    rank_before: IntArray
    rank_after: IntArray
    domain_rank_before: IntArray
    domain_rank_after: IntArray
    moved: IntArray
    largest_move: IntArray
    refused: BoolArray

    @cached_property
    def rank_change(self) -> IntArray:
        """Places in the composite that the unit would move, without sign."""
        return places(self.rank_before, self.rank_after)


def what_if(
    raw: FloatArray,
    tree: Tree,
    method: Method,
    row: IntArray,
    column: IntArray,
    value: FloatArray,
    *,
    groups: Mapping[str, IntArray] | None = None,
    result: Result | None = None,
    second: Second | None = None,
) -> WhatIf:
    """Effect of setting raw[row[i], column[i]] = value[i] (NaN: missing), each change alone.

    Exact: the same numbers as one chain per change. ``second`` changes another cell of the
    row in the same breath; ``result`` spares a computation where the run is already there.
    Raises DataError for a position outside the matrix or a value that ``compute`` refuses.
    """
    raw = checked_matrix(raw, tree)
    second = second or Second(np.full(len(row), -1, dtype=np.int64), np.zeros(len(row)))
    _check(raw, row, column, value)
    along = second.column >= 0
    _check(raw, row[along], second.column[along], second.value[along])
    result = result or compute(raw, tree, method, groups=groups)
    base = base_of(result, tree, method)
    out = _empty(len(row))
    pairs, kind = np.unique(np.stack([column, second.column]), axis=1, return_inverse=True)
    for i, (first, other) in enumerate(pairs.T):
        changes = np.flatnonzero(kind.reshape(-1) == i)
        for start in range(0, len(changes), _BLOCK):
            part = changes[start : start + _BLOCK]
            cells = {int(first): value[part]}
            if other >= 0:
                cells[int(other)] = second.value[part]
            variants = _variants(raw, row[part], cells, base, groups or {})
            domain = _domain(tree, int(first))
            _record(out, part, row[part], base, result, domain, path_scores(base, variants))
    return WhatIf(row=np.asarray(row), column=np.asarray(column), value=np.asarray(value), **out)


def _variants(
    raw: FloatArray,
    rows: IntArray,
    cells: Mapping[int, FloatArray],
    base: Base,
    groups: Mapping[str, IntArray],
) -> dict[str, FloatArray]:
    """Normalised variants float64[n, F] of the changed columns by code."""
    variants = {}
    for column, values in cells.items():
        own = np.repeat(raw[:, [column]], len(rows), axis=1)
        own[rows, np.arange(len(rows))] = values
        code = base.tree.leaf_codes[column]
        variants[code] = column_variants(own, code, base, groups)
    return variants


def _domain(tree: Tree, column: int) -> int:
    """The root's child above a column; the root where the column hangs on it."""
    m = len(tree.leaf_codes)
    branch = int(tree.layout.parent[column])
    while branch > 0 and (above := int(tree.layout.parent[m + branch])) > 0:
        branch = above
    return branch


def places(before: IntArray, after: IntArray) -> IntArray:
    """|after - before|, counting 0 (unranked) to or from a rank as no places."""
    known = (before != UNRANKED) & (after != UNRANKED)
    return np.where(known, np.abs(after - before), 0)


def _record(
    out: dict[str, np.ndarray],
    part: IntArray,
    rows: IntArray,
    base: Base,
    result: Result,
    domain: int,
    path: Path,
) -> None:
    decimals = base.method.decimals
    at = np.arange(len(part))
    composite = np.where(path.refused, np.nan, path.scores[0])
    ranks = rank_rounded(np.ascontiguousarray(composite.T), decimals)
    domain_scores = np.where(path.refused, np.nan, path.scores[domain])
    moves = places(result.ranks[:, 0][None, :], ranks)
    out["refused"][part] = path.refused
    out["domain"][part] = domain
    out["score_before"][part] = result.scores[rows, 0]
    out["score_after"][part] = composite[rows, at]
    out["rank_before"][part] = result.ranks[rows, 0]
    out["rank_after"][part] = ranks[at, rows]
    out["domain_rank_before"][part] = result.ranks[rows, domain]
    out["domain_rank_after"][part] = _rank_of(domain_scores, rows, decimals)
    out["moved"][part] = np.count_nonzero(moves, axis=1)
    out["largest_move"][part] = moves.max(axis=1)


def _rank_of(scores: FloatArray, rows: IntArray, decimals: int) -> IntArray:
    """Rank of one row in each column of float64[n, F]; counting costs less than sorting."""
    rounded = round_scores(scores, decimals)
    own = rounded[rows, np.arange(len(rows))]
    above = np.count_nonzero(rounded > own, axis=0)
    return np.where(np.isnan(own), UNRANKED, above + 1)


def _check(raw: FloatArray, row: IntArray, column: IntArray, value: FloatArray) -> None:
    if not len(row) == len(column) == len(value):
        raise DataError(Reason.CHANGES_DIFFER)
    outside = (row < 0) | (row >= raw.shape[0]) | (column < 0) | (column >= raw.shape[1])
    for i in np.flatnonzero(outside | (np.abs(value) > LARGEST)):
        r, c, v = int(row[i]), int(column[i]), float(value[i])
        if outside[i]:
            raise DataError(Reason.CHANGE_OUTSIDE, change=int(i), at_row=r, at_column=c)
        code, number = Reason.CHANGE_TOO_LARGE, int(i)
        raise DataError(code, row=r, column=c, change=number, value=str(v), limit=LARGEST)


def _empty(count: int) -> dict[str, np.ndarray]:
    whole = (
        "domain",
        "rank_before",
        "rank_after",
        "domain_rank_before",
        "domain_rank_after",
        "moved",
        "largest_move",
    )
    fields: dict[str, np.ndarray] = {name: np.zeros(count, dtype=np.int64) for name in whole}
    fields["refused"] = np.zeros(count, dtype=bool)
    fields["score_before"] = np.full(count, np.nan)
    fields["score_after"] = np.full(count, np.nan)
    return fields
