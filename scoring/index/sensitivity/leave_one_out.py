"""One at a time: ranks without one indicator, pillar or domain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.chain.chain import Result, method_weights
from scoring.index.method.method import Method
from scoring.index.rules.means import backward, forward, power_of
from scoring.index.sensitivity.weight_draws import needs_chain
from scoring.index.statistics.rank import UNRANKED, rank_rounded
from scoring.index.tree.layout import Layout
from scoring.index.tree.tree import Tree


@dataclass(frozen=True)
class LeaveOneOut:
    """Composite ranks int64[c, n] without each of c nodes, against the nominal ranks.

    ``mean_shift`` float64[c] is the mean |rank change| over units ranked in both;
    ``shift`` int64[c, n] the signed change (positive: the unit falls without the node).
    """

    codes: tuple[str, ...]
    ranks: IntArray
    shift: IntArray
    mean_shift: FloatArray

    def movers(self, i: int, count: int = 5) -> IntArray:
        """Rows of the units that node ``i`` moves most, largest first, unmoved ones left out."""
        size = np.abs(self.shift[i])
        order = np.argsort(-size, kind="stable")[:count]
        return order[size[order] > 0]


def leave_one_out(
    result: Result, tree: Tree, method: Method, codes: Sequence[str] | None = None
) -> LeaveOneOut:
    """Remove each node in turn (default: every leaf) and rank anew.

    A removed node's weight goes to its siblings; a branch left without children goes too.
    Treatment and normalisation of the other indicators do not change. The root cannot be
    removed (KeyError for unknown codes, ValueError for the root).
    """
    layout = tree.layout
    chosen = tuple(tree.leaf_codes if codes is None else codes)
    local = method_weights(method, tree)
    positions = np.array([layout.position[code] for code in chosen], dtype=np.int64)
    if len(layout.leaf_codes) in positions:
        raise ValueError(f"{layout.node_codes[0]} is the root and cannot be left out")
    counted = local[: len(layout.leaf_codes)] > 0
    lost = np.isinf(forward(result.normalised[:, counted], power_of(method.aggregate))).any()
    if needs_chain(method) or lost:
        weights = [_without(layout, local, int(position)) for position in positions]
        scores = np.column_stack(
            [aggregate(result.normalised, layout, own, method).scores[:, 0] for own in weights]
        )
    else:
        p = power_of(method.aggregate)
        scores = _removed(result.normalised, layout, local, p, positions)
    ranks = rank_rounded(np.ascontiguousarray(scores.T), method.decimals)
    nominal = result.ranks[:, 0]
    both = (ranks != UNRANKED) & (nominal != UNRANKED)
    shift = np.where(both, ranks - nominal, 0)
    counted = np.maximum(both.sum(axis=1), 1)
    return LeaveOneOut(chosen, ranks, shift, np.abs(shift).sum(axis=1) / counted)


def _without(layout: Layout, local: FloatArray, position: int) -> FloatArray:
    """Local weights with one node's set to 0, and its parent's where nothing is left below."""
    m = len(layout.leaf_codes)
    weights = local.copy()
    while True:
        weights[position] = 0.0
        siblings = layout.parent == layout.parent[position]
        if weights[siblings].sum() > 0 or layout.parent[position] <= 0:
            return weights
        position = m + int(layout.parent[position])


def _removed(
    normalised: FloatArray, layout: Layout, local: FloatArray, p: float, positions: IntArray
) -> FloatArray:
    """Root scores float64[n, c] without each of c nodes, all of them side by side.

    Every branch keeps its sums of w x and of w; a removal takes one term out of its parent's
    and replaces one in every ancestor's, so that a step up the tree costs three columns.
    """
    m = normalised.shape[1]
    values, there, top, bottom = _sums(normalised, layout, local, p)
    at = positions.copy()
    own = np.zeros((len(normalised), len(at)))
    present = np.zeros_like(own)
    for _ in layout.levels:
        going = np.flatnonzero(at != m)
        child, branch = at[going], layout.parent[at[going]]
        weight = local[child]
        total = top[:, branch] + weight * (own[:, going] - values[:, child])
        share = bottom[:, branch] + weight * (present[:, going] - there[:, child])
        known = share > 0
        own[:, going] = np.divide(total, share, out=np.zeros_like(total), where=known)
        present[:, going] = known
        at[going] = m + branch
    return backward(np.where(present > 0, own, np.nan), p)


def _sums(
    normalised: FloatArray, layout: Layout, local: FloatArray, p: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Values and presence float64[n, m+k], sums of w x and of w float64[n, k], on p's scale."""
    n, m = normalised.shape
    k = len(layout.node_codes)
    values, there = np.zeros((n, m + k)), np.zeros((n, m + k))
    known = ~np.isnan(normalised) & (local[:m] > 0)
    values[:, :m] = np.where(known, forward(normalised, p), 0.0)
    there[:, :m] = known
    top, bottom = np.zeros((n, k)), np.zeros((n, k))
    for level in layout.levels:
        weights = local[level.children]
        total = np.add.reduceat(values[:, level.children] * weights, level.starts, axis=1)
        share = np.add.reduceat(there[:, level.children] * weights, level.starts, axis=1)
        top[:, level.branches], bottom[:, level.branches] = total, share
        there[:, m + level.branches] = share > 0
        values[:, m + level.branches] = np.divide(
            total, share, out=np.zeros_like(total), where=share > 0
        )
    return values, there, top, bottom
