"""Composite scores under many weight vectors at once, B of them side by side.

The means of one method share an exponent p, so the whole tree is linear on the scale where
they are arithmetic (x^p, or ln x): leaves go there once, the root comes back once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.codes import Reason
from scoring.index.findings import six_digits
from scoring.index.method.method import Method
from scoring.index.refusals import DataError
from scoring.index.rules.means import backward, forward, is_summable, power_of, undefined
from scoring.index.tree.layout import Layout

_BLOCK = 128
"""Weight vectors handled at a time, so that float64[n, B] stays in the cache."""


@dataclass(frozen=True)
class _Node:
    """Scores float64[n, B] (0 where absent) and which units have one, bool[n]."""

    values: FloatArray
    there: BoolArray


def composite_scores(
    normalised: FloatArray,
    layout: Layout,
    local: FloatArray,
    method: Method,
    overlays: Mapping[int, FloatArray] | None = None,
) -> FloatArray:
    """The root's scores float64[n, B] for local weights float64[m+k, B], siblings summing to 1.

    ``overlays`` replace whole leaf columns by float64[n, B], one variant per weight vector,
    missing in the same cells. Equal to one ``aggregate`` per weight vector. Methods with
    thresholds, renormalised nodes or rules of single nodes take that slower way.
    """
    overlays = overlays or {}
    used = local > 0
    zeros_differ = bool((used != used[:, :1]).any())
    if needs_chain(method) or zeros_differ or _gaps_differ(normalised, overlays):
        return _one_by_one(normalised, layout, local, method, overlays)
    p = power_of(method.aggregate)
    counted = used[: normalised.shape[1], 0]
    _refuse_undefined(np.where(counted, normalised, np.nan), layout, method)
    leaves = forward(normalised, p)
    own_leaves = {j: forward(x, p) for j, x in overlays.items() if counted[j]}
    for j, x in overlays.items():
        _refuse_undefined(x if counted[j] else x[:, :0], layout, method, column=j)
    if np.isinf(leaves[:, counted]).any() or any(np.isinf(x).any() for x in own_leaves.values()):
        return _one_by_one(normalised, layout, local, method, overlays)
    there = ~np.isnan(leaves) & counted
    leaves = np.where(there, leaves, 0.0)
    scores = np.empty((len(normalised), local.shape[1]))
    for start in range(0, local.shape[1], _BLOCK):
        part = slice(start, start + _BLOCK)
        own = {j: np.where(there[:, [j]], x[:, part], 0.0) for j, x in own_leaves.items()}
        scores[:, part] = _root(leaves, there, layout, local[:, part], own)
    return backward(scores, p)


def needs_chain(method: Method) -> bool:
    """Whether a method is not linear in one scale all the way up, or only with lost digits."""
    plain = method.renormalise.rule == "none" and is_summable(power_of(method.aggregate))
    return bool(method.nodes or method.availability or not plain)


def _refuse_undefined(
    values: FloatArray, layout: Layout, method: Method, *, column: int | None = None
) -> None:
    """DataError for the first value without a mean in float64[n, m], or in the variants
    float64[n, B] of one column."""
    bad = undefined(values, power_of(method.aggregate))
    if not bad.any():
        return
    row, at = (int(i) for i in np.argwhere(bad)[0])
    column, value = at if column is None else column, values[row, at]
    raise DataError(
        Reason.UNDEFINED_IN_DRAW,
        row=row,
        column=column,
        place=layout.codes[column],
        rule=method.aggregate.rule,
        value=six_digits(value),
    )


def _root(
    leaves: FloatArray,
    there: BoolArray,
    layout: Layout,
    local: FloatArray,
    overlays: Mapping[int, FloatArray],
) -> FloatArray:
    m = leaves.shape[1]
    done: dict[int, _Node] = {}
    for position in range(len(layout.codes) - 1, m - 1, -1):
        children = np.flatnonzero((layout.parent == position - m) & (local[:, 0] > 0))
        plain = np.array([c for c in children if c < m and c not in overlays], dtype=np.int64)
        total = leaves[:, plain] @ local[plain]
        for child in children:
            if child in overlays:
                total += overlays[int(child)] * local[child]
            elif child >= m:
                total += done[int(child)].values * local[child]
        present = (
            np.column_stack([there[:, c] if c < m else done[int(c)].there for c in children])
            if len(children)
            else np.zeros((len(leaves), 0), dtype=bool)
        )
        done[position] = _rescaled(total, present, local[children])
        for child in children:
            done.pop(int(child), None)
    root = done[m]
    root.values[~root.there] = np.nan
    return root.values


def _rescaled(total: FloatArray, present: BoolArray, weights: FloatArray) -> _Node:
    """Divide, where a child is absent, by the weight of those present."""
    there = np.asarray(present.any(axis=1))
    partial = np.flatnonzero(there & ~present.all(axis=1))
    if len(partial):
        total[partial] /= present[partial].astype(np.float64) @ weights
    return _Node(total, there)


def _gaps_differ(normalised: FloatArray, overlays: Mapping[int, FloatArray]) -> bool:
    return any(
        bool((np.isnan(x) != np.isnan(normalised[:, [j]])).any()) for j, x in overlays.items()
    )


def _one_by_one(
    normalised: FloatArray,
    layout: Layout,
    local: FloatArray,
    method: Method,
    overlays: Mapping[int, FloatArray],
) -> FloatArray:
    scores = np.empty((len(normalised), local.shape[1]))
    for b in range(local.shape[1]):
        x = normalised
        if overlays:
            x = normalised.copy()
            for j, values in overlays.items():
                x[:, j] = values[:, b]
        scores[:, b] = aggregate(x, layout, local[:, b], method).scores[:, 0]
    return scores
