"""The linear programme that moves columns as little as possible until the ranks hold.

For every city i and movable column j: x = x0 + p - q, 0 <= x <= 1, minimise sum(p + q),
so that neighbours in each published ranking are at least a gap apart and the printed
types hold. Solved by SciPy's HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csr_matrix, hstack

from ecoasset.demo.making.reference import DOMAINS, Reference
from scoring.index.arrays import BoolArray, FloatArray, IntArray

SMALLEST_GAP, LARGEST_GAP = 1.0e-4, 3.0e-4
"""Of domain and composite scores on the 0..1 scale; drawn per pair of neighbours."""
SAME_EVERYWHERE = 10
"""Decimals kept of a bound, so that processors that add in another order agree."""
TYPE_MARGIN = 0.004
TAU = 0.05
CEILING = 0.97
"""A moved value stays below the pinned best city's, so that a column keeps one best."""


@dataclass(frozen=True)
class Requirement:
    """score[city] . domains + offset >= least, as one row over the domain scores."""

    city: IntArray
    factor: FloatArray
    least: float


class DemoError(RuntimeError):
    """The wanted ranks cannot be reached from this starting point."""


def requirements(
    reference: Reference, types: dict[str, list[str]], rng: np.random.Generator
) -> list[Requirement]:
    """Gaps between neighbours of the five rankings, and the printed types."""
    rows: list[Requirement] = []
    for column in range(5):
        order = np.argsort(reference.published[:, column])
        factor = np.full(4, 0.25) if column == 0 else np.eye(4)[column - 1]
        both = np.vstack([factor, -factor])
        gaps = rng.uniform(SMALLEST_GAP, LARGEST_GAP, len(order) - 1)
        rows += [
            Requirement(np.array(pair), both, gap)
            for pair, gap in zip(pairwise(order), gaps, strict=True)
        ]
    for name, cities in types.items():
        for city in cities:
            rows += _type_rows(reference, name, reference.city_index(city))
    return rows


def _type_rows(reference: Reference, name: str, city: int) -> list[Requirement]:
    """Domain scores that make the city of this type, with a margin to every border."""
    here = np.array([city])
    one = np.ones(4)
    if name == "均衡型":
        pairs = (("R", "G"), ("G", "R"), ("C", "M"), ("M", "C"))
        limit = (TAU - TYPE_MARGIN) * one
        return [Requirement(here, (limit - _direction(*pair))[None, :], 0.0) for pair in pairs]
    first = _direction("R", "G") if name.startswith("资源") else _direction("G", "R")
    second = _direction("M", "C") if name.endswith("市场型") else _direction("C", "M")
    ranks = -reference.published[city, 1:].astype(float)
    wide, other = sorted((first, second), key=lambda gap: -float(gap @ ranks))
    return [
        Requirement(here, (wide - (TAU + TYPE_MARGIN) * one)[None, :], 0.0),
        Requirement(here, (other - TYPE_MARGIN * one)[None, :], 0.0),
    ]


def _direction(more: str, less: str) -> FloatArray:
    gap = np.zeros(4)
    gap[DOMAINS.index(more)], gap[DOMAINS.index(less)] = 1.0, -1.0
    return gap


def solve(
    x: FloatArray,
    weights: FloatArray,
    movable: BoolArray,
    rows: list[Requirement],
    *,
    pinned: bool = True,
) -> FloatArray:
    """Move the movable columns of `x` (cities x indicators, 0..1) until `rows` hold.

    `weights` is indicators x 4 within domains. The best and the worst city of each column
    stay where they are. Raises DemoError where no such move exists.
    """
    columns = np.flatnonzero(movable)
    matrix, least = _matrix(rows, x, weights, columns)
    start = x[:, columns].ravel()
    up, down = _room(x[:, columns], pinned)
    result = linprog(
        np.ones(2 * len(start)),
        A_ub=-hstack([matrix, -matrix]),
        b_ub=-least,
        bounds=np.column_stack([np.zeros(2 * len(start)), np.concatenate([up, down])]),
        method="highs-ds",
    )
    if result.status != 0:
        raise DemoError(result.message)
    moved = x.copy()
    change = result.x[: len(start)] - result.x[len(start) :]
    moved[:, columns] = np.clip(start + change, 0.0, 1.0).reshape(len(x), -1)
    return moved


def _room(x: FloatArray, pinned: bool) -> tuple[FloatArray, FloatArray]:
    """How far each cell may go up and down; the column's extremes are pinned."""
    up, down = np.maximum(CEILING - x, 0.0), x.copy()
    for edge in (x.argmax(axis=0), x.argmin(axis=0)) if pinned else ():
        up[edge, np.arange(x.shape[1])] = 0.0
        down[edge, np.arange(x.shape[1])] = 0.0
    return up.ravel(), down.ravel()


def _matrix(
    rows: list[Requirement], x: FloatArray, weights: FloatArray, columns: IntArray
) -> tuple[csr_matrix, FloatArray]:
    """Requirements over the movable cells, and what is still wanting at the start."""
    scores = x @ weights
    width = len(columns)
    entries, places, lines, least = [], [], [], []
    for line, row in enumerate(rows):
        factor = row.factor @ weights[columns].T
        here, there = np.nonzero(factor)
        entries.append(factor[here, there])
        places.append(row.city[here] * width + there)
        lines.append(np.full(len(here), line))
        wanting = row.least - float((scores[row.city] * row.factor).sum())
        least.append(round(wanting, SAME_EVERYWHERE))
    shape = (len(rows), len(x) * width)
    cells = (np.concatenate(entries), (np.concatenate(lines), np.concatenate(places)))
    return coo_matrix(cells, shape=shape).tocsr(), np.array(least)
