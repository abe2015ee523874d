"""The tree as index arrays, the form in which every stage walks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.index.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Level:
    """Branches of one height with the children that feed them.

    ``branches`` index ``Layout.node_codes``; ``children`` index leaves (0..m-1) followed by
    branches (m..m+k-1), siblings together; ``owner[i]`` is the position in ``branches`` of
    child ``i``'s parent.
    """

    branches: IntArray
    children: IntArray
    owner: IntArray

    @cached_property
    def starts(self) -> IntArray:
        """Where each branch's children begin, for sums over siblings."""
        return np.searchsorted(self.owner, np.arange(len(self.branches))).astype(np.int64)

    @cached_property
    def later(self) -> tuple[tuple[IntArray, IntArray], ...]:
        """For second, third, ... children: which branches have one, and where it stands."""
        sizes = np.diff(np.append(self.starts, len(self.children)))
        found = []
        for i in range(1, int(sizes.max(initial=0))):
            has = np.flatnonzero(sizes > i).astype(np.int64)
            found.append((has, self.starts[has] + i))
        return tuple(found)

    def sums(self, terms: FloatArray) -> FloatArray:
        """Sums over siblings float64[b, n] of float64[c, n], one child after the other.

        In the order of the children on every machine, and in a third of the time that
        ``np.add.reduceat`` takes along the first axis.
        """
        total = terms[self.starts]
        for has, rows in self.later:
            total[has] += terms[rows]
        return total

    @cached_property
    def child_span(self) -> slice | IntArray:
        """``children`` as a slice where they are consecutive, which spares a copy."""
        return _span(self.children)

    @cached_property
    def branch_span(self) -> slice | IntArray:
        """``branches`` likewise."""
        return _span(self.branches)


@dataclass(frozen=True)
class Layout:
    """The tree as index arrays: m leaves, k branches in top-down order, the root first."""

    leaf_codes: tuple[str, ...]
    node_codes: tuple[str, ...]
    position: Mapping[str, int]
    parent: IntArray
    weight: FloatArray
    direction: FloatArray
    levels: tuple[Level, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all m + k nodes in the order of ``weight`` and ``parent``."""
        return self.leaf_codes + self.node_codes

    def leaves_below(self, code: str) -> IntArray:
        """Columns of the leaves under a branch (or the leaf itself), in column order."""
        target = self.position[code]
        m = len(self.leaf_codes)
        if target < m:
            return np.array([target], dtype=np.int64)
        return self._leaves_below[target - m]

    @cached_property
    def _leaves_below(self) -> tuple[IntArray, ...]:
        """Of every branch; shared, so nobody may write into them."""
        m, parent = len(self.leaf_codes), self.parent.tolist()
        found: list[list[int]] = [[] for _code in self.node_codes]
        for leaf in range(m):
            branch = parent[leaf]
            while branch >= 0:
                found[branch].append(leaf)
                branch = parent[m + branch]
        columns = tuple(np.array(leaves, dtype=np.int64) for leaves in found)
        for one in columns:
            one.flags.writeable = False
        return columns

    def children_of(self, code: str) -> IntArray:
        """Positions (among all m + k nodes) of the direct children of a branch."""
        branch = self.position[code] - len(self.leaf_codes)
        return np.flatnonzero(self.parent == branch).astype(np.int64)


def levels_of(parent: IntArray, m: int) -> tuple[Level, ...]:
    """Group branches by height above the leaves, lowest first."""
    k = len(parent) - m
    height = np.zeros(m + k, dtype=np.int64)
    for i in (*range(m), *range(m + k - 1, m, -1)):
        above = m + parent[i]
        height[above] = max(height[above], height[i] + 1)
    levels = []
    for h in range(1, int(height.max()) + 1):
        branches = np.flatnonzero(height[m:] == h)
        children = np.flatnonzero(np.isin(parent, branches))
        owner = np.searchsorted(branches, parent[children])
        together = np.argsort(owner, kind="stable")
        levels.append(Level(branches, children[together], owner[together].astype(np.int64)))
    return tuple(levels)


def _span(index: IntArray) -> slice | IntArray:
    first, last = int(index[0]), int(index[-1])
    consecutive = bool((np.diff(index) == 1).all())
    return slice(first, last + 1) if consecutive else index
