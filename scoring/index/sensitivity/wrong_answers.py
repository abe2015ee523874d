"""Coded answers that may be wrong, and what wrong ones do to the inputs."""

from dataclasses import dataclass, field

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class CodedCells:
    """Coded answers that may be wrong: c cells with the probability of it.

    A wrong answer on the whole-number scale ``low``..``high`` is one step off (a yes/no
    answer is turned round). Leave out adjudicated answers. Where ``then_column`` int64[c] is
    not -1, that cell of the row follows from the answer: 1 from ``then_least`` on, else 0;
    two empty arrays stand for none that follows.
    """

    row: IntArray
    column: IntArray
    probability: FloatArray
    low: FloatArray
    high: FloatArray
    then_column: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    then_least: FloatArray = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.row)


def no_coded_cells() -> CodedCells:
    """The study without coding error."""
    whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
    return CodedCells(whole, whole, real, real, real)


def wrong_values(cells: CodedCells, values: FloatArray, upward: BoolArray) -> FloatArray:
    """The values float64[c, B] that wrong answers take, one step off within the scale."""
    step = np.where(upward, 1.0, -1.0)
    step = np.where(values[:, None] >= cells.high[:, None], -1.0, step)
    step = np.where(values[:, None] <= cells.low[:, None], 1.0, step)
    return np.asarray(values[:, None] + step)


@dataclass(frozen=True)
class ChangedCells:
    """Cells of the raw matrix that differ in some draws: row, column, draw and value."""

    row: IntArray
    column: IntArray
    draw: IntArray
    value: FloatArray


def changed_cells(
    raw: FloatArray, cells: CodedCells, wrong: BoolArray, upward: BoolArray
) -> ChangedCells:
    """What wrong answers bool[c, B] do to the matrix, the cells that follow from them too."""
    values = wrong_values(cells, raw[cells.row, cells.column], upward)
    cell, draw = np.nonzero(wrong)
    row, column, value = cells.row[cell], cells.column[cell], values[cell, draw]
    if len(cells.then_column):
        then = np.flatnonzero(cells.then_column[cell] >= 0)
        follows = (value[then] >= cells.then_least[cell[then]]).astype(np.float64)
        row = np.concatenate([row, row[then]])
        column = np.concatenate([column, cells.then_column[cell[then]]])
        draw = np.concatenate([draw, draw[then]])
        value = np.concatenate([value, follows])
    return ChangedCells(row, column, draw, value)
