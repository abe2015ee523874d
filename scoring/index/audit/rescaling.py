"""Whom it favours to leave missing cells out, against counting each of them as the worst value."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import Result, compute
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.rules.rule import Step
from scoring.index.statistics.rank import UNRANKED
from scoring.index.tree.tree import Tree


def places_gained(
    raw: FloatArray,
    tree: Tree,
    method: Method,
    groups: Mapping[str, IntArray],
    result: Result,
) -> IntArray:
    """Places int64[n] by which each unit with gaps stands better than with the worst values.

    Only cells that the method's rule ``rescale`` leaves out are compared; 0 for units without
    gaps or without a rank on one side.
    """
    gaps = np.isnan(raw).any(axis=1)
    if not gaps.any():
        return np.zeros(len(raw), dtype=np.int64)
    worst = compute(raw, tree, with_worst(method), groups=groups)
    mine, theirs = result.ranks[:, 0], worst.ranks[:, 0]
    ranked = (mine != UNRANKED) & (theirs != UNRANKED)
    return np.where(ranked & gaps, theirs - mine, 0)


def with_worst(method: Method) -> Method:
    """The method with the worst value wherever it left a missing cell out."""
    worst = make_step("missing", "worst")

    def filled(step: Step) -> Step:
        return worst if step.rule == "rescale" else step

    own = {
        code: replace(rules, missing=filled(rules.missing)) if rules.missing else rules
        for code, rules in method.indicators.items()
    }
    return replace(method, missing=filled(method.missing), indicators=own)
