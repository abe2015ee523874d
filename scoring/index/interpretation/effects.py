"""Why one unit scores otherwise than another, or than itself in another run, indicator by
indicator, where what is missing on one side is an item of its own."""

from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray
from scoring.index.chain.chain import Result, compute
from scoring.index.interpretation.comparison import Inputs
from scoring.index.interpretation.contributions import Contributions, contributions
from scoring.index.tree.tree import Tree


@dataclass(frozen=True)
class End:
    """A unit of a run: what the run was computed from, what came out, and the unit's row."""

    inputs: Inputs
    tree: Tree
    result: Result
    parts: Contributions
    row: int

    @property
    def score(self) -> float:
        return float(self.parts.scores[self.row])

    @property
    def present(self) -> BoolArray:
        """bool[m]: a raw value that the run could use; a constant column says nothing."""
        raw, normalised = self.inputs.raw[self.row], self.result.normalised[self.row]
        return ~(np.isnan(raw) | np.isnan(normalised))


@dataclass(frozen=True)
class Effects:
    """difference = rest + sum of ``values`` float64[m].

    The values of columns in ``absent`` bool[m], which one side alone has, are what that does,
    with the weight that went to others; they sum to ``missing``, but for what a rule fills in
    differently on the two sides. All other values are what separates the two where both have
    a value, by the same weights. ``rest`` comes from node renormalisation and is 0 otherwise.
    ``bare`` are both ends without the absent columns.
    """

    difference: float
    values: FloatArray
    absent: BoolArray
    missing: float
    rest: float
    bare: tuple[End, End]

    def gap(self) -> float:
        """|difference - (rest + sum)|."""
        return abs(self.difference - self.rest - float(self.values.sum()))


def effects(one: End, other: End) -> Effects | None:
    """What separates ``one`` from ``other``, over runs of the same columns; None where a side
    would have no score without what the other side lacks.

    The way from ``other`` to ``one`` has three steps: ``other`` loses what ``one`` lacks, the
    common values change, ``one`` gains what ``other`` lacked. So a missing value costs what
    its indicator scored above the rest of its node, and no other indicator gains its weight.
    """
    here, there = one.present, other.present
    both = here & there
    bare_one, bare_other = _without(one, here & ~both), _without(other, there & ~both)
    if np.isnan(bare_one.score) or np.isnan(bare_other.score):
        return None
    gained = _presence(one, bare_one, here & ~both)
    lost = _presence(other, bare_other, there & ~both)
    common = bare_one.parts.values[one.row] - bare_other.parts.values[other.row]
    rest = bare_one.parts.offset[one.row] - bare_other.parts.offset[other.row]
    return Effects(
        difference=one.score - other.score,
        values=common + gained - lost,
        absent=here ^ there,
        missing=(one.score - bare_one.score) - (other.score - bare_other.score),
        rest=float(rest),
        bare=(bare_one, bare_other),
    )


def _without(end: End, columns: BoolArray) -> End:
    """The same run computed without some values of the unit."""
    if not columns.any():
        return end
    raw = end.inputs.raw.copy()
    raw[end.row, columns] = np.nan
    method = end.inputs.method
    result = compute(raw, end.tree, method, groups=end.inputs.groups)
    inputs = Inputs(raw, method, end.inputs.groups)
    return End(inputs, end.tree, result, contributions(result, end.tree, method), end.row)


def _presence(full: End, bare: End, columns: BoolArray) -> FloatArray:
    """What each of the columns float64[m] adds by being there; sums to the scores' difference.

    Without the column its weight earns the mean of what is left of its node, or of the next
    node above that has anything left. What no single column accounts for (means that are not
    arithmetic) is shared by weight.
    """
    own = np.zeros(len(columns))
    if not columns.any():
        return own
    row = full.row
    before, after = bare.parts.values[row], full.parts.values[row]
    weights, left = full.parts.weights[row], bare.parts.weights[row]
    moved = np.where(columns, weights - left, 0.0)
    for column in np.flatnonzero(columns):
        heirs = _heirs(full.tree, int(column), left)
        total = float(left[heirs].sum())
        mean = float(before[heirs].sum()) / total if total > 0 else 0.0
        own[column] = after[column] - before[column] - moved[column] * mean
    unshared = full.score - bare.score - float(own.sum())
    share = np.abs(moved) if np.abs(moved).sum() > 0 else columns.astype(np.float64)
    return np.asarray(own + unshared * share / share.sum())


def _heirs(tree: Tree, column: int, left: FloatArray) -> BoolArray:
    """bool[m]: the other columns below the lowest node above this one where weight is left."""
    layout, m = tree.layout, len(left)
    node = int(layout.parent[column])
    while node >= 0:
        below = np.zeros(m, dtype=bool)
        below[layout.leaves_below(layout.node_codes[node])] = True
        below[column] = False
        below &= left > 0
        if below.any():
            return below
        node = int(layout.parent[m + node])
    return np.zeros(m, dtype=bool)
