"""Why a score is what it is: contributions of every indicator that sum to it exactly."""

from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import Result
from scoring.index.chain.rescoring import base_of, path_scores
from scoring.index.method.method import Method
from scoring.index.rules.means import SMALL, power_of
from scoring.index.rules.normalise import normalise
from scoring.index.rules.rescale import rescale_node
from scoring.index.statistics.columns import extremes
from scoring.index.statistics.rank import UNRANKED, rank_rounded
from scoring.index.tree.tree import Tree


@dataclass(frozen=True)
class Contributions:
    """How each leaf adds up to one node's scores: score = offset + sum of ``values``.

    ``values`` float64[n, m] are 0 for missing leaves and for leaves not below the node;
    ``weights`` float64[n, m] are the slopes that multiply a leaf's distance from
    ``reference`` (0, or 1 where some mean is not arithmetic): for arithmetic means the
    effective weights, rescaled over what the unit has. ``offset`` float64[n] is the
    reference plus what node renormalisation adds.
    """

    node: str
    reference: float
    values: FloatArray
    weights: FloatArray
    offset: FloatArray
    scores: FloatArray

    def gap(self) -> float:
        """Largest |score - (offset + sum)| over the units, relative above 1."""
        total = self.offset + self.values.sum(axis=1)
        size = np.maximum(np.abs(self.scores), 1.0)
        return float(np.nanmax(np.abs(total - self.scores) / size, initial=0.0))


def contributions(
    result: Result, tree: Tree, method: Method, node: str | None = None
) -> Contributions:
    """Decompose the scores of a node (default: the root) over its leaves, for all units.

    With f the scale on which a node's mean is arithmetic, S - r = sum_c slope_c (x_c - r),
    slope_c = w_c [(S - r)/(f(S) - f(r))] [(f(x_c) - f(r))/(x_c - r)], w_c rescaled over the
    children present. For arithmetic means slope = w and r = 0. Exact in every case; the
    slopes multiply down the tree. Missing scores have NaN offset and zero contributions.
    """
    layout = tree.layout
    m = len(layout.leaf_codes)
    top = layout.position[layout.node_codes[0] if node is None else node] - m
    reference = _reference(tree, method)
    base = base_of(result, tree, method)
    slopes = np.zeros_like(base.entering)
    slopes[:, m + top] = 1.0
    offset = np.full(len(base.entering), reference)
    for branch in _below(layout.parent, m, top):
        slope = slopes[:, m + branch].copy()
        if branch != top:
            factor, constant = _affine(result.scores[:, branch], method, tree, branch)
            offset += slope * (constant + (factor - 1.0) * reference)
            slope *= factor
        children = layout.children_of(layout.node_codes[branch])
        p = power_of(method.node_step("aggregate", layout.node_codes[branch]))
        slopes[:, children] = slope[:, None] * _slopes(
            base.entering[:, children],
            result.scores[:, branch],
            base.local[children],
            p,
            reference,
        )
    weights = slopes[:, :m]
    distance = np.where(np.isnan(result.normalised), 0.0, result.normalised - reference)
    scores = result.scores[:, top]
    offset[np.isnan(scores)] = np.nan
    return Contributions(
        layout.node_codes[top], reference, weights * distance, weights, offset, scores
    )


def _reference(tree: Tree, method: Method) -> float:
    powers = {power_of(method.node_step("aggregate", code)) for code in tree.node_codes}
    return 0.0 if powers == {1.0} else 1.0


def _below(parent: IntArray, m: int, top: int) -> list[int]:
    """A branch and all branches under it, top-down."""
    inside = {top}
    for branch in range(top + 1, len(parent) - m):
        if int(parent[m + branch]) in inside:
            inside.add(branch)
    return sorted(inside)


def _affine(scores: FloatArray, method: Method, tree: Tree, branch: int) -> tuple[float, float]:
    """Factor and constant with which a node's score enters its parent (1, 0 by default)."""
    step = method.node_step("renormalise", tree.node_codes[branch])
    if step.rule == "none":
        return 1.0, 0.0
    column = scores[:, None]
    entering, flat = rescale_node(column, step, method.decimals)
    low, high = (float(value[0]) for value in extremes(column))
    if flat[0] or not low < high:
        return 0.0, 0.0
    # every rescaling is a straight line, so that two points of it say all
    least, most = (float(value[0]) for value in extremes(entering))
    factor = (most - least) / (high - low)
    return factor, least - factor * low


def _slopes(x: FloatArray, score: FloatArray, local: FloatArray, p: float, r: float) -> FloatArray:
    there = ~np.isnan(x) & (local > 0)
    present = there @ local
    w = np.where(there, local, 0.0) / np.where(present > 0, present, 1.0)[:, None]
    scored = ~np.isnan(score)[:, None]
    if p == 1.0:
        return np.asarray(np.where(scored, w, 0.0))
    # a factor of f falls out of the slopes; dividing by the edge keeps powers within 0..1
    edge = np.minimum if p < 0 else np.maximum
    scale = edge.reduce(np.where(there, x, r), axis=1, initial=r)[:, None]
    out = 1.0 / _secant(score[:, None], p, r, scale)
    return np.asarray(np.where(there & scored, w * out * _secant(x, p, r, scale), 0.0))


def _secant(x: FloatArray, p: float, r: float, scale: FloatArray) -> FloatArray:
    """(f(x) - f(r))/(x - r), or f'(r) where x is next to r, for f(x) = (x/scale)^p (ln x for
    p = 0, whose neighbourhood goes by (x^p - 1)/p)."""
    plain = abs(p) >= SMALL
    with np.errstate(invalid="ignore", divide="ignore", under="ignore"):
        if plain:
            rise = (x / scale) ** p - (r / scale) ** p
        else:
            rise = np.expm1(p * np.log(x)) / p if p else np.log(x)
        secant = rise / (x - r)
    slope = p * (r / scale) ** p if plain else 1.0
    return np.where(np.abs(x - r) < 1e-7, slope, secant)


@dataclass(frozen=True)
class Comparison:
    """One unit's score against another's: difference = shift + sum of ``values``.

    ``order`` lists the leaves by the size of their part, largest first. ``shift`` comes from
    node renormalisation and is 0 otherwise.
    """

    difference: float
    values: FloatArray
    shift: float
    order: IntArray

    def gap(self) -> float:
        """|difference - (shift + sum)|."""
        return abs(self.difference - self.shift - float(self.values.sum()))


def compare_units(one: Contributions, row: int, other: Contributions, against: int) -> Comparison:
    """What separates a unit from another one, or from itself in another run of the same tree."""
    values = one.values[row] - other.values[against]
    return Comparison(
        difference=float(one.scores[row] - other.scores[against]),
        values=values,
        shift=float(one.offset[row] - other.offset[against]),
        order=np.argsort(-np.abs(values), kind="stable").astype(np.int64),
    )


def median_unit(ranks: IntArray) -> int | None:
    """Row of the unit in the middle of the ranking int64[n] (the upper one of two)."""
    ranked = np.flatnonzero(ranks != UNRANKED)
    if not len(ranked):
        return None
    order = ranked[np.argsort(ranks[ranked], kind="stable")]
    return int(order[(len(order) - 1) // 2])


def neighbours(ranks: IntArray, row: int) -> tuple[int | None, int | None]:
    """Rows of the units next above and next below a unit in the ranking int64[n]."""
    ranked = np.flatnonzero(ranks != UNRANKED)
    order = [int(i) for i in ranked[np.argsort(ranks[ranked], kind="stable")]]
    if row not in order:
        return None, None
    at = order.index(row)
    above = order[at - 1] if at > 0 else None
    return above, order[at + 1] if at + 1 < len(order) else None


def treatment_effects(result: Result, tree: Tree, method: Method, row: int) -> IntArray:
    """Composite rank of a unit had one treated cell of it not been treated, int64[c].

    One entry per cell of the row in ``result.treated_cells``, in their order; the column is
    normalised anew around the raw value. Cells that were logged or filled have no untreated
    form beside the others on the same scale: their entry is the rank as it is.
    """
    cells = result.treated_cells
    own = np.flatnonzero(cells.row == row)
    ranks = result.ranks[cells.row[own], 0]
    base = base_of(result, tree, method)
    clipped = ~np.isnan(cells.bound[own])
    for column in np.unique(cells.column[own[clipped]]):
        at = np.flatnonzero(clipped & (cells.column[own] == column))
        code = tree.leaf_codes[column]
        variants = np.repeat(result.treated[:, [column]], len(at), axis=1)
        variants[row, np.arange(len(at))] = cells.raw[own[at]]
        direction = np.full(len(at), tree.layout.direction[column])
        step = method.indicator_step("normalise", code)
        values, _ = normalise(variants, direction, step)
        path = path_scores(base, {code: values})
        new = rank_rounded(np.ascontiguousarray(path.scores[0].T), method.decimals)
        changed = new[np.arange(len(at)), row]
        ranks[at] = np.where(path.refused, ranks[at], changed)
    return ranks
