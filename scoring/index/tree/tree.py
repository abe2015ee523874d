"""The indicator tree: leaves are columns of the data matrix, branches are the aggregates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.codes import Reason
from scoring.index.refusals import TreeError
from scoring.index.tree.layout import Layout, levels_of


@dataclass(frozen=True)
class Leaf:
    """One indicator; ``direction`` is +1 where more is better and -1 where less is."""

    code: str
    parent: str
    direction: int
    weight: float = 1.0


@dataclass(frozen=True)
class Branch:
    """One aggregate; only the root has no parent."""

    code: str
    parent: str | None
    weight: float = 1.0


Node = Leaf | Branch


@dataclass(frozen=True)
class Tree:
    """A valid tree; making one with a fault raises TreeError naming the node."""

    leaves: tuple[Leaf, ...]
    branches: tuple[Branch, ...]

    def __post_init__(self) -> None:
        _check_codes(self.leaves, self.branches)
        _check_shape(self.leaves, self.branches)
        _check_weights([*self.leaves, *self.branches])

    @cached_property
    def layout(self) -> Layout:
        """Index arrays of the tree, built once."""
        return _layout(self)

    @property
    def leaf_codes(self) -> tuple[str, ...]:
        """Codes of the data matrix's columns."""
        return self.layout.leaf_codes

    @property
    def node_codes(self) -> tuple[str, ...]:
        """Codes of the branches, top-down, the root first."""
        return self.layout.node_codes


def build_tree(leaves: Iterable[Leaf], branches: Iterable[Branch]) -> Tree:
    """Check the nodes and return the tree; the order of the leaves is that of the columns.

    Raises TreeError: no or several roots, cycle, unknown parent, duplicate code, branch
    without children, direction other than +1 / -1, weight not finite, negative, or all zero
    among siblings.
    """
    return Tree(tuple(leaves), tuple(branches))


def _check_codes(leaves: Sequence[Leaf], branches: Sequence[Branch]) -> None:
    if not leaves:
        raise TreeError("tree", Reason.NO_INDICATOR)
    counts = Counter(node.code for node in _nodes(leaves, branches))
    for code, count in counts.items():
        if not code:
            raise TreeError("tree", Reason.NO_CODE)
        if count > 1:
            raise TreeError(code, Reason.CODE_REPEATED, count=count)
    for leaf in leaves:
        if leaf.direction not in (1, -1):
            value = repr(leaf.direction)
            raise TreeError(leaf.code, Reason.DIRECTION, field="direction", value=value)


def _nodes(leaves: Sequence[Leaf], branches: Sequence[Branch]) -> list[Node]:
    return [*leaves, *branches]


def _check_shape(leaves: Sequence[Leaf], branches: Sequence[Branch]) -> None:
    parents = {branch.code: branch.parent for branch in branches}
    roots = [code for code, parent in parents.items() if parent is None]
    for node in _nodes(leaves, branches):
        if node.parent is None and isinstance(node, Branch):
            continue
        if node.parent not in parents:
            raise TreeError(node.code, Reason.NO_PARENT, field="parent", parent=repr(node.parent))
    for code in parents:
        _check_acyclic(code, parents)
    if len(roots) != 1:
        listed = ", ".join(roots) or "none"
        place = roots[1] if roots else "tree"
        raise TreeError(place, Reason.NOT_ONE_ROOT, field="parent", found=listed)
    used = {node.parent for node in _nodes(leaves, branches)}
    for code in parents:
        if code not in used:
            raise TreeError(code, Reason.NO_CHILDREN)


def _check_acyclic(code: str, parents: Mapping[str, str | None]) -> None:
    seen = [code]
    above = parents[code]
    while above is not None:
        if above in seen:
            raise TreeError(code, Reason.CYCLE, field="parent", path=" > ".join([*seen, above]))
        seen.append(above)
        above = parents[above]


def _check_weights(nodes: Sequence[Node]) -> None:
    totals: dict[str | None, float] = {}
    for node in nodes:
        if not isfinite(node.weight) or node.weight < 0:
            value = repr(node.weight)
            raise TreeError(node.code, Reason.BAD_WEIGHT, field="weight", value=value)
        totals[node.parent] = totals.get(node.parent, 0.0) + node.weight
    for parent, total in totals.items():
        if not isfinite(total) or total <= 0:
            reason = Reason.WEIGHTS_OVERFLOW if total > 0 else Reason.WEIGHTS_ZERO
            raise TreeError(parent or "tree", reason, field="weight")


def _layout(tree: Tree) -> Layout:
    branches = _top_down(tree.branches)
    nodes: list[Node] = [*tree.leaves, *branches]
    m = len(tree.leaves)
    position = {node.code: i for i, node in enumerate(nodes)}
    parent = np.array(
        [-1 if node.parent is None else position[node.parent] - m for node in nodes],
        dtype=np.int64,
    )
    return Layout(
        leaf_codes=tuple(leaf.code for leaf in tree.leaves),
        node_codes=tuple(branch.code for branch in branches),
        position=position,
        parent=parent,
        weight=np.array([node.weight for node in nodes], dtype=np.float64),
        direction=np.array([leaf.direction for leaf in tree.leaves], dtype=np.float64),
        levels=levels_of(parent, m),
    )


def _top_down(branches: Sequence[Branch]) -> list[Branch]:
    """Breadth first from the root, siblings in the order given."""
    children: dict[str | None, list[Branch]] = {}
    for branch in branches:
        children.setdefault(branch.parent, []).append(branch)
    ordered = list(children[None])
    for branch in ordered:
        ordered.extend(children.get(branch.code, []))
    return ordered


def local_weights(tree: Tree, overrides: Mapping[str, float] | None = None) -> FloatArray:
    """Weights of all m + k nodes, each set of siblings rescaled to sum 1 (the root has 1).

    ``overrides`` replace the tree's own weights by code. Raises TreeError for an unknown
    code, a weight that is negative or not finite, or siblings whose weights are all zero.
    """
    layout = tree.layout
    weight = layout.weight
    if overrides:
        weight = weight.copy()
        for code, value in overrides.items():
            if code not in layout.position:
                raise TreeError(code, Reason.NO_SUCH_NODE)
            if not isfinite(value) or value < 0:
                raise TreeError(code, Reason.BAD_WEIGHT, value=repr(value))
            weight[layout.position[code]] = value
    slot = layout.parent + 1
    totals = np.bincount(slot, weights=weight, minlength=len(layout.node_codes) + 1)
    sound = (totals > 0) & np.isfinite(totals)
    if not sound[slot].all():
        first = slot[np.flatnonzero(~sound[slot])[0]]
        reason = Reason.WEIGHTS_OVERFLOW if totals[first] > 0 else Reason.WEIGHTS_ZERO
        place = layout.node_codes[max(int(first) - 1, 0)]
        raise TreeError(place, reason)
    return weight / totals[slot]


def effective_weights(tree: Tree, local: FloatArray | None = None) -> FloatArray:
    """Weight of each leaf in the root, float64[m]: the product of local weights on its path.

    ``local`` has the shape of ``local_weights``; the result sums to 1.
    """
    layout = tree.layout
    m = len(layout.leaf_codes)
    down = (local_weights(tree) if local is None else local).copy()
    down[m] = 1.0
    for level in reversed(layout.levels):
        down[level.children] *= down[m + level.branches[level.owner]]
    return down[:m]
