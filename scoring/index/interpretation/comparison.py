"""Two runs side by side: how alike the rankings are, who moved, and because of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.chain.chain import Result, compute
from scoring.index.method.method import Method
from scoring.index.statistics.correlation import kendall, spearman
from scoring.index.statistics.rank import UNRANKED
from scoring.index.tree.tree import Tree

CAUSES = ("data", "coding", "method")
"""What can change between two runs of one tree, in the order of ``Attribution.rank``."""


@dataclass(frozen=True)
class RankComparison:
    """Old against new ranks of the same units, int64[n], 0 for unranked.

    ``move`` is old - new (positive: the unit rose), 0 where it is unranked in either.
    """

    old: IntArray
    new: IntArray
    move: IntArray
    kendall: float
    spearman: float

    @property
    def moved(self) -> IntArray:
        """Rows of the units that moved, largest move first."""
        order = np.argsort(-np.abs(self.move), kind="stable")
        return order[self.move[order] != 0]


def compare_ranks(old: IntArray, new: IntArray) -> RankComparison:
    """Kendall's tau-b, Spearman's rho and moves; units unranked in either are left out."""
    both = (old != UNRANKED) & (new != UNRANKED)
    first = np.where(both, old, np.nan).astype(np.float64)
    second = np.where(both, new, np.nan).astype(np.float64)
    return RankComparison(
        old, new, np.where(both, old - new, 0), kendall(first, second), spearman(first, second)
    )


@dataclass(frozen=True)
class Inputs:
    """What one run was computed from: raw float64[n, m], method, groupings."""

    raw: FloatArray
    method: Method
    groups: Mapping[str, IntArray]


@dataclass(frozen=True)
class Attribution:
    """Parts of each unit's change by cause: score and rank float64[n, 3], summing to the change.

    ``rank`` counts places risen; both are NaN for a unit without a score at some step.
    """

    score: FloatArray
    rank: FloatArray


def attribute(
    old: Inputs,
    new: Inputs,
    tree: Tree,
    coded: BoolArray,
    *,
    ends: tuple[Result, Result] | None = None,
) -> Attribution:
    """Split the change between two runs of one tree over the same units into its causes.

    ``coded`` bool[m] marks the columns that come from coded answers; all others are data.
    Each cause gets the mean of its effect over the six orders in which the three can be
    changed (Shapley value), so that nothing is left over and no order is privileged. ``ends``
    are the results of ``old`` and ``new`` where they are at hand.
    """
    differing = _differing(old, new, coded)
    computed: dict[frozenset[str], tuple[FloatArray, FloatArray]] = {}
    if ends is not None:
        computed = {differing: _first(ends[1]), frozenset(): _first(ends[0])}
    states: dict[frozenset[str], tuple[FloatArray, FloatArray]] = {}
    for size in range(2 ** len(CAUSES)):
        changed = frozenset(c for i, c in enumerate(CAUSES) if size >> i & 1)
        real = changed & differing
        if real not in computed:
            computed[real] = _state(old, new, tree, coded, real)
        states[changed] = computed[real]
    score = np.zeros((len(old.raw), len(CAUSES)))
    rank = np.zeros_like(score)
    orders = list(permutations(range(len(CAUSES))))
    for order in orders:
        done: frozenset[str] = frozenset()
        for cause in order:
            after = done | {CAUSES[cause]}
            score[:, cause] += states[after][0] - states[done][0]
            rank[:, cause] += states[done][1] - states[after][1]
            done = after
    return Attribution(score / len(orders), rank / len(orders))


def _differing(old: Inputs, new: Inputs, coded: BoolArray) -> frozenset[str]:
    """The causes in which the two differ at all; changing another one changes nothing."""
    same = (old.raw == new.raw) | (np.isnan(old.raw) & np.isnan(new.raw))
    groups = old.groups.keys() == new.groups.keys() and all(
        np.array_equal(labels, new.groups[name]) for name, labels in old.groups.items()
    )
    found = {
        "data": not same[:, ~coded].all(),
        "coding": not same[:, coded].all(),
        "method": old.method != new.method or not groups,
    }
    return frozenset(cause for cause, differs in found.items() if differs)


def _state(
    old: Inputs, new: Inputs, tree: Tree, coded: BoolArray, changed: frozenset[str]
) -> tuple[FloatArray, FloatArray]:
    raw = np.where(
        coded, (new if "coding" in changed else old).raw, (new if "data" in changed else old).raw
    )
    source = new if "method" in changed else old
    result = compute(raw, tree, source.method, groups=source.groups)
    return _first(result)


def _first(result: Result) -> tuple[FloatArray, FloatArray]:
    """Scores and ranks float64[n] of the index; NaN where a unit is unranked."""
    ranks = np.where(result.ranks[:, 0] == UNRANKED, np.nan, result.ranks[:, 0])
    return result.scores[:, 0], ranks
