"""The ledger of cells that treatment or filling changed, as parallel arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.method.method import Method
from scoring.index.rules.rule import Step
from scoring.index.rules.treat import Treatment
from scoring.index.tree.tree import Tree

CELL_RULES = (
    "winsorise_sd",
    "winsorise_percentile",
    "winsorise_skew",
    "log",
    "worst",
    "group_median",
)
"""Names of ``TreatedCells.rule``: stored runs hold positions, so that a new one goes to the end."""


@dataclass(frozen=True)
class TreatedCells:
    """The ledger of changed cells, one entry per cell and rule, by column, then row.

    ``raw`` is NaN for a filled cell, ``bound`` NaN where a value was not clipped, and
    ``rule`` indexes ``CELL_RULES``.
    """

    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    raw: FloatArray
    bound: FloatArray
    new: FloatArray
    rule: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.row)


def clipped_cells(
    x: FloatArray, treatment: Treatment, positions: IntArray, step: Step
) -> TreatedCells:
    """Cells of float64[n, c] whose value the treatment changed; ``positions`` int64[c] are the
    matrix columns that ``x`` holds."""
    # missing cells compare unequal to themselves
    changed = (treatment.values != x) & (x == x)
    rows, columns = np.divmod(np.flatnonzero(changed), x.shape[1])
    by_column = np.argsort(columns, kind="stable")
    rows, columns = rows[by_column], columns[by_column]
    new = treatment.values[rows, columns]
    logged = treatment.logged[columns]
    bound = np.where(logged, np.nan, new)
    clip = CELL_RULES.index(step.rule) if len(rows) else 0
    rule = np.where(logged, CELL_RULES.index("log"), clip)
    return TreatedCells(
        rows.astype(np.int32),
        positions[columns].astype(np.int32),
        x[rows, columns],
        bound,
        new,
        rule.astype(np.uint8),
    )


def filled_cells(raw: FloatArray, filled: FloatArray, tree: Tree, method: Method) -> TreatedCells:
    """Cells float64[n, m] that were missing and are not any more, by their filling rule."""
    filled_now: BoolArray = _NONE if filled is raw else np.isnan(raw) & ~np.isnan(filled)
    columns, rows = np.nonzero(filled_now.T)
    filled_columns, of_cell = np.unique(columns, return_inverse=True)
    names = [method.indicator_step("missing", tree.leaf_codes[c]).rule for c in filled_columns]
    new = filled[rows, columns]
    empty = np.full(len(rows), np.nan)
    rule = np.array([CELL_RULES.index(name) for name in names], dtype=np.uint8)[of_cell]
    return TreatedCells(rows.astype(np.int32), columns.astype(np.int32), empty, empty, new, rule)


_NONE: BoolArray = np.zeros((0, 0), dtype=bool)


def join_cells(parts: Sequence[TreatedCells]) -> TreatedCells:
    """One ledger of several, by column, then row; ``parts`` holds at least one."""
    kept = [part for part in parts if len(part)]
    if len(kept) <= 1:
        return kept[0] if kept else parts[0]
    joined = [
        np.concatenate([getattr(part, name) for part in kept])
        for name in TreatedCells.__dataclass_fields__
    ]
    order = np.lexsort((joined[0], joined[1]))
    return TreatedCells(*(array[order] for array in joined))
