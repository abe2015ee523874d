"""Rescoring along a path: what changes at each ancestor when one column or a few change.

Everything else in the tree stays, so F variants of a column cost F columns per level and not
F chains.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.chain.aggregate import SLACK, rescale_node
from scoring.index.chain.chain import Result, method_weights
from scoring.index.method.method import Method
from scoring.index.rules.impute import fill
from scoring.index.rules.means import power_means, power_of, undefined
from scoring.index.rules.normalise import normalise
from scoring.index.rules.treat import treat
from scoring.index.tree.tree import Tree


@dataclass(frozen=True)
class Base:
    """A computed run in the form that variants start from.

    ``entering`` float64[n, m+k] are the values that enter each node's parent (renormalised
    where the method says so), ``local`` float64[m+k] the local weights.
    """

    tree: Tree
    method: Method
    entering: FloatArray
    local: FloatArray


def base_of(result: Result, tree: Tree, method: Method) -> Base:
    """Prepare a run for variants; ``result`` must come from the same tree and method."""
    entering = np.column_stack([result.normalised, result.scores])
    m = len(tree.leaf_codes)
    for i, code in enumerate(tree.node_codes):
        step = method.node_step("renormalise", code)
        if step.rule != "none" and i > 0:
            own = entering[:, m + i : m + i + 1]
            entering[:, m + i : m + i + 1] = rescale_node(own, step, method.decimals)[0]
    return Base(tree, method, entering, method_weights(method, tree))


def column_variants(
    raw_column: FloatArray, code: str, base: Base, groups: Mapping[str, IntArray]
) -> FloatArray:
    """Normalised values of F raw variants of one indicator's column, float64[n, F]."""
    method, layout = base.method, base.tree.layout
    direction = np.full(raw_column.shape[1], layout.direction[layout.position[code]])
    filled = fill(raw_column, direction, method.indicator_step("missing", code), groups).values
    treated = treat(filled, method.indicator_step("treat", code)).values
    return normalise(treated, direction, method.indicator_step("normalise", code))[0]


@dataclass(frozen=True)
class Path:
    """What F variants make of the branches above the changed columns.

    ``scores`` float64[n, F] by index in ``Tree.node_codes``, the root's among them;
    ``refused`` bool[F] marks the variants that the chain would refuse, because a mean is not
    defined for a value: their scores mean nothing.
    """

    scores: Mapping[int, FloatArray]
    refused: BoolArray


def path_scores(base: Base, variants: Mapping[str, FloatArray]) -> Path:
    """Rescore every ancestor of the leaves whose values float64[n, F] are given by code."""
    layout = base.tree.layout
    m = len(layout.leaf_codes)
    changed = {layout.position[code]: values for code, values in variants.items()}
    refused = np.zeros(next(iter(changed.values())).shape[1], dtype=bool)
    scores: dict[int, FloatArray] = {}
    while (branch := max(int(layout.parent[position]) for position in changed)) >= 0:
        # branches are numbered top-down: the largest number has nothing pending below it
        below = [position for position in changed if layout.parent[position] == branch]
        own = {position: changed.pop(position) for position in below}
        scores[branch], undone = _rescored(base, branch, own)
        refused |= undone
        changed[m + branch] = _entering(base, branch, scores[branch])
    return Path(scores, refused)


def _rescored(
    base: Base, branch: int, changed: Mapping[int, FloatArray]
) -> tuple[FloatArray, BoolArray]:
    """The branch's scores with some children's values replaced, and the variants refused."""
    layout, method = base.tree.layout, base.method
    code = layout.node_codes[branch]
    children = layout.children_of(code)
    others = children[~np.isin(children, list(changed))]
    p = power_of(method.node_step("aggregate", code))
    x = base.entering[:, others]
    present = ~np.isnan(x) @ base.local[others]
    bottom = present[:, None] + sum(
        np.where(np.isnan(values), 0.0, base.local[position])
        for position, values in changed.items()
    )
    refused = np.zeros(bottom.shape[1], dtype=bool)
    if p == 1.0:
        top = (np.where(np.isnan(x), 0.0, x) @ base.local[others])[:, None] + sum(
            np.where(np.isnan(values), 0.0, base.local[position] * values)
            for position, values in changed.items()
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = np.where(bottom > 0, top / bottom, np.nan)
    else:
        for position, values in changed.items():
            refused |= (undefined(values, p) & (base.local[position] > 0)).any(axis=0)
        scores = _power_means(base, others, changed, p)
    floor = method.node_availability(code)
    if floor > 0:
        scores[bottom < (floor - SLACK) * base.local[children].sum()] = np.nan
    return scores, refused


def _power_means(
    base: Base, others: IntArray, changed: Mapping[int, FloatArray], p: float
) -> FloatArray:
    """Means of exponent p float64[n, F] of unchanged and changed children."""
    shape = next(iter(changed.values())).shape
    rows = [np.repeat(base.entering[:, other], shape[1]) for other in others]
    x = np.vstack([*rows, *(values.reshape(-1) for values in changed.values())])
    weights = base.local[[*others, *changed]][:, None]
    left_out = np.isnan(x) | (weights == 0)
    return power_means(x, weights, left_out, _ONE_RUN, p).reshape(shape)


_ONE_RUN: IntArray = np.zeros(1, dtype=np.int64)


def _entering(base: Base, branch: int, scores: FloatArray) -> FloatArray:
    step = base.method.node_step("renormalise", base.tree.node_codes[branch])
    if step.rule == "none" or branch == 0:
        return scores
    return rescale_node(scores, step, base.method.decimals)[0]
