"""The indicator tree with its names, as the method pages show and check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree
from scoring.rendered.tables import reference_tables


@dataclass(frozen=True)
class Item:
    """A node or indicator in reading order; `level` 0 is the index, 4 an indicator."""

    code: str
    name: str
    parent: str
    level: int
    is_leaf: bool
    unit: str = ""
    direction: int = 1
    children: list[Item] = field(default_factory=list)

    def walk(self) -> Iterator[Item]:
        """This one and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Outline:
    root: Item
    items: Mapping[str, Item]

    @cached_property
    def tree(self) -> Tree:
        """Columns in the order of the stored indicators, as in every run."""
        leaves = [item for item in self.items.values() if item.is_leaf]
        branches = [item for item in self.items.values() if not item.is_leaf]
        return build_tree(
            [Leaf(item.code, item.parent, item.direction) for item in leaves],
            [Branch(item.code, item.parent or None) for item in branches],
        )

    def name(self, code: str) -> str:
        return self.items[code].name if code in self.items else ""

    def label(self, code: str) -> str:
        """Code and name; just the code where the tree does not have it."""
        return f"{code} {self.name(code)}".strip()


def outline_read() -> Outline:
    """Siblings in their stored order."""
    items: dict[str, Item] = {}
    found = reference_tables()
    nodes = found.nodes
    codes = {node.pk: node.code for node in nodes}
    for node in nodes:
        above = codes[node.parent_id] if node.parent_id else ""
        items[node.code] = Item(node.code, node.name, above, node.level, is_leaf=False)
    for leaf in found.indicators:
        items[leaf.code] = Item(
            code=leaf.code,
            name=leaf.name,
            parent=codes[leaf.parent_id],
            level=items[codes[leaf.parent_id]].level + 1,
            is_leaf=True,
            unit=leaf.unit,
            direction=leaf.direction,
        )
    for item in items.values():
        if item.parent:
            items[item.parent].children.append(item)
    root = next(item for item in items.values() if not item.parent)
    return Outline(root, items)


def shares(tree: Tree, local: FloatArray) -> dict[str, float]:
    """Effective weight in the index of every node and indicator, by code, from local weights."""
    layout = tree.layout
    m = len(layout.leaf_codes)
    down = local.copy()
    down[m] = 1.0
    for level in reversed(layout.levels):
        down[level.children] *= down[m + level.branches[level.owner]]
    return dict(zip(layout.codes, np.asarray(down).tolist(), strict=True))
