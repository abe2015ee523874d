"""What if: the effect of other values of single raw cells, for all of them at once.

A changed cell moves its column's mean, spread and extremes, so every unit's value in that
column is treated and normalised anew; nothing is approximated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import Result, checked_matrix, compute
from scoring.index.chain.rank import UNRANKED, rank_rounded
from scoring.index.chain.rescoring import Base, base_of, column_variants, path_scores
from scoring.index.findings import DataError
from scoring.index.method.method import Method
from scoring.index.tree.tree import Tree

_BLOCK = 400
"""Variants of a column handled at a time, which bounds memory."""


@dataclass(frozen=True)
class WhatIf:
    """One entry per change: the unit's scores and ranks before and after (0: unranked).

    ``domain`` indexes ``Tree.node_codes``: the root's child above the changed column (the
    root itself where the indicator hangs on it). ``moved`` counts the units whose rank in
    the composite changes, ``largest_move`` the places of the one that moves most.
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
) -> WhatIf:
    """Effect of setting raw[row[i], column[i]] = value[i] (NaN: missing), each change alone.

    Exact: the same numbers as one chain per change. ``result`` spares a computation where
    the run is already there. Raises DataError for a position outside the matrix or an
    infinite value.
    """
    raw = checked_matrix(raw, tree)
    _check(raw, row, column, value)
    result = result or compute(raw, tree, method, groups=groups)
    base = base_of(result, tree, method)
    out = _empty(len(row))
    for j in np.unique(column):
        changes = np.flatnonzero(column == j)
        for start in range(0, len(changes), _BLOCK):
            part = changes[start : start + _BLOCK]
            variants = np.repeat(raw[:, [j]], len(part), axis=1)
            variants[row[part], np.arange(len(part))] = value[part]
            code = tree.leaf_codes[j]
            normalised = column_variants(variants, code, base, groups or {})
            _record(out, part, row[part], base, result, path_scores(base, code, normalised))
    return WhatIf(row=np.asarray(row), column=np.asarray(column), value=np.asarray(value), **out)


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
    path: list[tuple[int, FloatArray]],
) -> None:
    decimals = base.method.decimals
    at = np.arange(len(part))
    composite = path[-1][1]
    ranks = rank_rounded(np.ascontiguousarray(composite.T), decimals)
    domain, domain_scores = path[-2] if len(path) > 1 else path[-1]
    domain_ranks = rank_rounded(np.ascontiguousarray(domain_scores.T), decimals)
    moves = places(result.ranks[:, 0][None, :], ranks)
    out["domain"][part] = domain
    out["score_before"][part] = result.scores[rows, 0]
    out["score_after"][part] = composite[rows, at]
    out["rank_before"][part] = result.ranks[rows, 0]
    out["rank_after"][part] = ranks[at, rows]
    out["domain_rank_before"][part] = result.ranks[rows, domain]
    out["domain_rank_after"][part] = domain_ranks[at, rows]
    out["moved"][part] = np.count_nonzero(moves, axis=1)
    out["largest_move"][part] = moves.max(axis=1)


def _check(raw: FloatArray, row: IntArray, column: IntArray, value: FloatArray) -> None:
    if not len(row) == len(column) == len(value):
        raise DataError("rows, columns and values of the changes differ in number")
    for i, (r, c, v) in enumerate(zip(row, column, value, strict=True)):
        if not (0 <= r < raw.shape[0] and 0 <= c < raw.shape[1]):
            raise DataError(f"change {i} lies outside the matrix: row {r}, column {c}")
        if np.isinf(v):
            raise DataError(f"change {i} sets an infinite value", row=int(r), column=int(c))


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
    fields["score_before"] = np.full(count, np.nan)
    fields["score_after"] = np.full(count, np.nan)
    return fields
