"""Rescoring along one path: what changes at each ancestor when one column changes.

Everything else in the tree stays, so F variants of a column cost F columns per level and not
F chains.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.chain.aggregate import SLACK, backward, forward, power_of, rescale_node
from scoring.index.chain.chain import Result, method_weights
from scoring.index.chain.impute import fill
from scoring.index.chain.normalise import normalise
from scoring.index.chain.treat import treat
from scoring.index.method.method import Method
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
            entering[:, m + i : m + i + 1] = rescale_node(entering[:, m + i : m + i + 1], step)[0]
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


def path_scores(base: Base, code: str, variants: FloatArray) -> list[tuple[int, FloatArray]]:
    """Scores of every ancestor of ``code`` for variants float64[n, F] of its values.

    From the parent up to the root: (index in ``Tree.node_codes``, float64[n, F]).
    """
    layout = base.tree.layout
    m = len(layout.leaf_codes)
    position = layout.position[code]
    found = []
    while (branch := int(layout.parent[position])) >= 0:
        scores = _rescored(base, branch, position, variants)
        found.append((branch, scores))
        position = m + branch
        variants = _entering(base, branch, scores)
    return found


def _rescored(base: Base, branch: int, changed: int, variants: FloatArray) -> FloatArray:
    """The branch's scores with one child's values replaced by F variants."""
    layout, method = base.tree.layout, base.method
    code = layout.node_codes[branch]
    p = power_of(method.node_step("aggregate", code))
    others = layout.children_of(code)
    total_weight = base.local[others].sum()
    others = others[others != changed]
    weights = base.local[others]
    x = base.entering[:, others]
    there = ~np.isnan(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        fixed = np.where(there, forward(x, p), 0.0) @ weights
        present = there @ weights
        weight = base.local[changed]
        absent: BoolArray = np.isnan(variants)
        top = fixed[:, None] + np.where(absent, 0.0, weight * forward(variants, p))
        bottom = present[:, None] + np.where(absent, 0.0, weight)
        scores = backward(np.where(bottom > 0, top / bottom, np.nan), p)
    floor = method.node_availability(code)
    if floor > 0:
        scores[bottom / total_weight < floor - SLACK] = np.nan
    return scores


def _entering(base: Base, branch: int, scores: FloatArray) -> FloatArray:
    step = base.method.node_step("renormalise", base.tree.node_codes[branch])
    if step.rule == "none" or branch == 0:
        return scores
    columns = [rescale_node(scores[:, [i]], step)[0] for i in range(scores.shape[1])]
    return np.column_stack(columns)
