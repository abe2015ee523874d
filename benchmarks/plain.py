"""The same chain as a NumPy user would write it at first: the yardstick of the benchmark."""

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.statistics.columns import skew_kurtosis
from scoring.index.tree.tree import Tree, local_weights


def chain(raw: FloatArray, tree: Tree, *, skewed: bool = False) -> tuple[FloatArray, IntArray]:
    """Default chain (or with the stepwise winsorising), scores and ranks of all nodes."""
    if skewed:
        treated = np.column_stack([_winsorise(column) for column in raw.T])
    else:
        mean, sd = np.nanmean(raw, axis=0), np.nanstd(raw, axis=0, ddof=1)
        treated = np.clip(raw, mean - 3 * sd, mean + 3 * sd)
    directed = treated * tree.layout.direction
    low, high = np.nanmin(directed, axis=0), np.nanmax(directed, axis=0)
    normalised = (directed - low) / (high - low) * 100
    scores = node_scores(normalised, tree, local_weights(tree))
    return scores, np.column_stack([rank(column) for column in scores.T])


def node_scores(normalised: FloatArray, tree: Tree, local: FloatArray) -> FloatArray:
    """Arithmetic means level by level as matrix products, missing children left out."""
    layout = tree.layout
    n, m = normalised.shape
    values = np.column_stack([normalised, np.full((n, len(layout.node_codes)), np.nan)])
    for level in layout.levels:
        weights = np.zeros((len(level.children), len(level.branches)))
        weights[np.arange(len(level.children)), level.owner] = local[level.children]
        x = values[:, level.children]
        present = ~np.isnan(x)
        with np.errstate(invalid="ignore"):
            values[:, m + level.branches] = np.nan_to_num(x) @ weights / (present @ weights)
    return values[:, m:]


def rank(scores: FloatArray) -> IntArray:
    """Descending competition ranks of rounded scores, 0 for missing."""
    rounded = np.round(scores, 9)
    ordered = np.sort(-rounded)
    return np.where(np.isnan(rounded), 0, np.searchsorted(ordered, -rounded) + 1)


def weight_draws(normalised: FloatArray, tree: Tree, draws: FloatArray) -> FloatArray:
    """Mean, 5 %, median and 95 % of the composite's rank over weights float64[d, m+k]."""
    layout = tree.layout
    m = normalised.shape[1]
    present = ~np.isnan(normalised)
    known = np.where(present, normalised, 0.0)
    blocks: dict[int, tuple[FloatArray, BoolArray]] = {
        i: (known[:, i : i + 1], present[:, i : i + 1]) for i in range(m)
    }
    for position in range(len(layout.codes) - 1, m - 1, -1):
        children = np.flatnonzero(layout.parent == position - m).tolist()
        weights = [draws[:, c] * blocks[c][1] for c in children]
        top = np.sum([w * blocks[c][0] for w, c in zip(weights, children, strict=True)], axis=0)
        bottom = np.sum(weights, axis=0)
        blocks[position] = (top / np.where(bottom > 0, bottom, 1), bottom > 0)
    table = np.array([rank(column) for column in blocks[m][0].T])
    return np.vstack([table.mean(axis=0), np.quantile(table, [0.05, 0.5, 0.95], axis=0)])


def _winsorise(column: FloatArray) -> FloatArray:
    x = column.copy()
    for _ in range(5):
        g1, g2 = (float(value[0]) for value in skew_kurtosis(x[:, None]))
        if abs(g1) < 2 or g2 < 3.5:
            return x
        at = np.nanargmax(x) if g1 >= 0 else np.nanargmin(x)
        extreme = x == x[at]
        x[extreme] = np.nanmax(x[~extreme]) if g1 >= 0 else np.nanmin(x[~extreme])
    g1, g2 = (float(value[0]) for value in skew_kurtosis(x[:, None]))
    if abs(g1) < 2 or g2 < 3.5:
        return x
    low, high = np.nanmin(column), np.nanmax(column)
    return np.asarray(np.log(column - low + 0.01 * (high - low)))
