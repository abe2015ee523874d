"""Weighted means up the tree; a missing child's weight is shared among the present ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.codes import FindingCode, Reason
from scoring.index.findings import Finding, Severity, six_digits
from scoring.index.method.method import Method
from scoring.index.refusals import DataError
from scoring.index.rules.means import power_means, power_of, undefined
from scoring.index.rules.rescale import rescale_node
from scoring.index.rules.rule import Step
from scoring.index.tree.layout import Layout, Level

SLACK = 1e-12
"""A present share counts as reaching the availability threshold within this."""

_UNITS = 512
"""Units scored at a time where there are many."""


@dataclass(frozen=True)
class Aggregation:
    """Scores of the k branches, float64[n, k], as shown (before any renormalisation)."""

    scores: FloatArray
    findings: tuple[Finding, ...]


def aggregate(
    normalised: FloatArray, layout: Layout, local: FloatArray, method: Method
) -> Aggregation:
    """Score every branch, lowest first, from float64[n, m] and the local weights float64[m+k].

    Arithmetic sum(w x)/sum(w), geometric exp(sum(w ln x)/sum(w)), harmonic
    sum(w)/sum(w/x), generalised (sum(w x^p)/sum(w))^(1/p), the sums over present children. A
    branch is missing where no weight is present or less than its availability threshold.
    A child of weight 0 counts in no mean. Raises DataError (unit's row, child's code) where a
    mean is undefined for a value.
    """
    # units do not meet in a mean, so that a few hundred at a time stay in the cache; a node's
    # rescaling needs all of them at once
    rescaled = method.renormalise.rule != "none" or any(
        rules.renormalise for rules in method.nodes.values()
    )
    n = len(normalised)
    if rescaled or n < 2 * _UNITS:
        return _scored(normalised, layout, local, method, 0)
    parts = [
        _scored(normalised[start : start + _UNITS], layout, local, method, start)
        for start in range(0, n, _UNITS)
    ]
    return Aggregation(np.concatenate([part.scores for part in parts]), ())


def _scored(
    normalised: FloatArray, layout: Layout, local: FloatArray, method: Method, first: int
) -> Aggregation:
    """The scores of some units, the first of which stands in row ``first``."""
    n, m = normalised.shape
    # one row per node: siblings' rows are then added by plain vector operations, in the same
    # order on every machine
    values = np.empty((m + len(layout.node_codes), n))
    values[:m] = normalised.T
    scores = values[m:]
    findings: list[Finding] = []
    shown: dict[int, FloatArray] = {}
    for level in layout.levels:
        for step, part in _by_step(layout, level, method):
            mean = _level_mean(values[part.child_span], part, local, layout, step, first)
            _apply_availability(mean, values, part, local, layout, method)
            scores[part.branch_span] = mean
        shown.update(_renormalise(scores, layout, level, method, findings))
    if shown:
        scores = scores.copy()
        for branch, row in shown.items():
            scores[branch] = row
    return Aggregation(np.ascontiguousarray(scores.T), tuple(findings))


def _by_step(layout: Layout, level: Level, method: Method) -> list[tuple[Step, Level]]:
    """The level's branches grouped by aggregation rule; one group unless nodes differ."""
    if not method.nodes:
        return [(method.aggregate, level)]
    groups: dict[Step, list[int]] = {}
    for i, branch in enumerate(level.branches):
        step = method.node_step("aggregate", layout.node_codes[branch])
        groups.setdefault(step, []).append(i)
    return [(step, _part(level, members)) for step, members in groups.items()]


def _part(level: Level, members: Sequence[int]) -> Level:
    chosen = np.array(members, dtype=np.int64)
    kept = np.isin(level.owner, chosen)
    return Level(
        level.branches[chosen],
        level.children[kept],
        np.searchsorted(chosen, level.owner[kept]).astype(np.int64),
    )


def _level_mean(
    x: FloatArray, part: Level, local: FloatArray, layout: Layout, step: Step, first: int
) -> FloatArray:
    """Means float64[b, n] of children's values float64[c, n]."""
    p = power_of(step)
    weights = local[part.children][:, None]
    missing = np.isnan(x)
    if p != 1.0:
        # a child of weight 0 is not in the mean, so its value need not have one
        left_out = missing | (weights == 0)
        _refuse_undefined(x, undefined(x, p) & ~left_out, part, layout, step, first)
        return power_means(x, weights, left_out, part.starts, p)
    terms = x * weights
    if not missing.any():
        total = part.sums(terms)
        return np.asarray(total / part.sums(weights))
    np.copyto(terms, 0.0, where=missing)
    total = part.sums(terms)
    present = part.sums(~missing * weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        total /= present  # no weight present: 0/0, missing
    return total


def _refuse_undefined(
    x: FloatArray, bad: BoolArray, part: Level, layout: Layout, step: Step, first: int
) -> None:
    """DataError for the first unit with a value that its parent's mean is not defined for."""
    if not bad.any():
        return
    row, child = (int(i) for i in np.argwhere(bad.T)[0])
    parent = layout.node_codes[part.branches[part.owner[child]]]
    position = int(part.children[child])
    raise DataError(
        Reason.UNDEFINED_MEAN,
        row=first + row,
        column=position,
        place=layout.codes[position],
        rule=step.rule,
        node=parent,
        value=six_digits(x[child, row]),
    )


def _apply_availability(
    mean: FloatArray,
    values: FloatArray,
    part: Level,
    local: FloatArray,
    layout: Layout,
    method: Method,
) -> None:
    """Empty, in place, the scores with less than the threshold of child weight present."""
    if not method.availability and not method.nodes:
        return
    floor = np.array([method.node_availability(layout.node_codes[b]) for b in part.branches])
    if np.any(floor > 0):
        weights = local[part.children][:, None]
        there = ~np.isnan(values[part.children]) * weights
        present = part.sums(there)
        total = part.sums(weights)
        mean[present < (floor - SLACK)[:, None] * total] = np.nan


def _renormalise(
    scores: FloatArray, layout: Layout, level: Level, method: Method, findings: list[Finding]
) -> dict[int, FloatArray]:
    """Rescale, in place, the scores that enter a parent; returns the rows as they were."""
    shown: dict[int, FloatArray] = {}
    if method.renormalise.rule == "none" and not method.nodes:
        return shown
    for branch in level.branches:
        code = layout.node_codes[branch]
        step = method.node_step("renormalise", code)
        if step.rule == "none" or layout.parent[len(layout.leaf_codes) + branch] < 0:
            continue
        row = scores[branch].copy()
        shown[int(branch)] = row
        entering, constant = rescale_node(row[:, None], step, method.decimals)
        scores[branch] = entering[:, 0]
        if constant[0]:
            findings.append(Finding(FindingCode.CONSTANT_NODE, Severity.WARNING, code))
    return shown
