"""The arrays of a run as one compressed block, so that a run can be explained and proven."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zipfile import BadZipFile

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import Result
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree

# What NumPy and zipfile raise for bytes that are no archive of arrays, or a damaged one.
_UNREADABLE = (
    ValueError,
    LookupError,
    EOFError,
    OSError,
    BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    MemoryError,
)


@dataclass(frozen=True)
class OtherInputs:
    """Columns int64[a] of the inputs that differ where replies are counted the other way, and
    what they are then, float64[n, a]."""

    columns: IntArray
    raw: FloatArray


@dataclass(frozen=True)
class Block:
    """n cities, m indicators, k nodes (the root first); ranks 0 = unranked.

    The tree is kept as parallel arrays (parents by code, the root's is empty), so that a
    run outlives a change of the stored tree; `groups` int64[g, n] are the labels that
    filling rules use. Treated cells are parallel arrays: row, column, raw value, new
    value, rule (an index into `CELL_RULES`). `other_raw` float64[n, a] are the columns
    `other_columns` of the inputs as they are where replies are counted in the other way than the
    run's method does; both are empty, and not kept, where nothing differs.
    """

    adcodes: tuple[str, ...]
    indicator_codes: tuple[str, ...]
    indicator_parents: tuple[str, ...]
    node_codes: tuple[str, ...]
    node_parents: tuple[str, ...]
    group_names: tuple[str, ...]
    directions: IntArray
    indicator_weights: FloatArray
    node_weights: FloatArray
    groups: IntArray
    raw: FloatArray
    normalised: FloatArray
    scores: FloatArray
    ranks: IntArray
    weights: FloatArray
    treated_row: IntArray
    treated_column: IntArray
    treated_raw: FloatArray
    treated_new: FloatArray
    treated_rule: IntArray
    other_columns: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    other_raw: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))

    def tree(self) -> Tree:
        """The tree that the run was computed with."""
        leaves = zip(
            self.indicator_codes,
            self.indicator_parents,
            self.directions.tolist(),
            self.indicator_weights.tolist(),
            strict=True,
        )
        branches = zip(self.node_codes, self.node_parents, self.node_weights.tolist(), strict=True)
        return build_tree(
            [Leaf(*leaf) for leaf in leaves],
            [Branch(code, parent or None, weight) for code, parent, weight in branches],
        )

    def other_inputs(self) -> FloatArray:
        """The raw matrix where replies are counted the other way."""
        raw = self.raw.copy()
        if self.other_columns.size:
            raw[:, self.other_columns] = self.other_raw
        return raw

    def group_labels(self) -> dict[str, IntArray]:
        return dict(zip(self.group_names, self.groups, strict=True))


_OPTIONAL = ("other_columns", "other_raw")
_TEXTS = (
    "adcodes",
    "indicator_codes",
    "indicator_parents",
    "node_codes",
    "node_parents",
    "group_names",
)


def block_of(
    adcodes: tuple[str, ...],
    groups: Mapping[str, IntArray],
    tree: Tree,
    raw: FloatArray,
    result: Result,
    other: OtherInputs | None = None,
) -> Block:
    cells = result.treated_cells
    branches = {branch.code: branch for branch in tree.branches}
    ordered = [branches[code] for code in result.node_codes]
    block = Block(
        adcodes=adcodes,
        indicator_codes=tree.leaf_codes,
        indicator_parents=tuple(leaf.parent for leaf in tree.leaves),
        node_codes=result.node_codes,
        node_parents=tuple(branch.parent or "" for branch in ordered),
        group_names=tuple(groups),
        directions=np.array([leaf.direction for leaf in tree.leaves], dtype=np.int64),
        indicator_weights=np.array([leaf.weight for leaf in tree.leaves]),
        node_weights=np.array([branch.weight for branch in ordered]),
        groups=np.array(list(groups.values()), dtype=np.int64).reshape(len(groups), len(adcodes)),
        raw=raw,
        normalised=result.normalised,
        scores=result.scores,
        ranks=result.ranks,
        weights=result.effective_weights,
        treated_row=cells.row.astype(np.int64),
        treated_column=cells.column.astype(np.int64),
        treated_raw=cells.raw,
        treated_new=cells.new,
        treated_rule=cells.rule.astype(np.int64),
    )
    if other is None:
        return block
    return replace(block, other_columns=other.columns, other_raw=other.raw)


def block_pack(block: Block) -> bytes:
    stream = io.BytesIO()
    arrays = {
        name: np.array(value)
        for name, value in vars(block).items()
        if name not in _OPTIONAL or value.size
    }
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


class BrokenBlock(ValueError):
    """The stored bytes are not a block: damaged, or written by something else."""


def block_unpack(content: bytes) -> Block:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            fields: dict[str, Any] = {
                name: tuple(stored[name].tolist()) if name in _TEXTS else stored[name]
                for name in Block.__dataclass_fields__
                if name not in _OPTIONAL or name in stored.files
            }
    except _UNREADABLE as error:
        raise BrokenBlock(f"the run's arrays cannot be read: {error}") from error
    return Block(**fields)
