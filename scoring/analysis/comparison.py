"""Two runs side by side: who moved, and whether data, coding or method moved them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.index.interpretation.comparison import Inputs, attribute, compare_ranks
from scoring.index.method.method import method_differences
from scoring.models import ScoreRun
from scoring.rendered.tables import reference_tables
from scoring.runs.arrays import known
from scoring.runs.reproduction import Reproduction, reproduce_kept
from surveys.models import City


class DifferentRuns(ValueError):
    """The two runs have different indicators or cities."""


@dataclass(frozen=True)
class Move:
    """One city's composite rank in both runs; parts are places risen by cause, summing to
    `places` (None where it is unranked in either)."""

    city: City
    old_rank: int | None
    new_rank: int | None
    old_score: float | None
    new_score: float | None
    data: float | None
    coding: float | None
    method: float | None

    @property
    def places(self) -> int | None:
        return None if not (self.old_rank and self.new_rank) else self.old_rank - self.new_rank


@dataclass(frozen=True)
class RunComparison:
    """Agreement of two runs' composite ranks and each city's move, largest first."""

    kendall: float
    spearman: float
    changed_cells: int
    changed_coded_cells: int
    method_changes: tuple[tuple[str, object, object], ...]
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        return sum(1 for move in self.moves if move.places)


def compare_runs(old: ScoreRun, new: ScoreRun) -> RunComparison:
    """Raises `DifferentRuns` where they cannot be held against each other."""
    before, after = reproduce_kept(old), reproduce_kept(new)
    if before.tree != after.tree or before.block.adcodes != after.block.adcodes:
        raise DifferentRuns
    coded = coded_columns(before)
    ranks = compare_ranks(before.result.ranks[:, 0], after.result.ranks[:, 0])
    ends = before.result, after.result
    parts = attribute(_inputs(before), _inputs(after), before.tree, coded, ends=ends)
    changed = ~_same(before.block.raw, after.block.raw)
    moves = _moves(before, after, parts.rank)
    return RunComparison(
        kendall=ranks.kendall,
        spearman=ranks.spearman,
        changed_cells=int(changed[:, ~coded].sum()),
        changed_coded_cells=int(changed[:, coded].sum()),
        method_changes=tuple(method_differences(before.method, after.method)),
        moves=tuple(sorted(moves, key=lambda move: -abs(move.places or 0))),
    )


def _inputs(run: Reproduction) -> Inputs:
    return Inputs(run.block.raw, run.method, run.block.group_labels())


def _same(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    return (old == new) | (np.isnan(old) & np.isnan(new))


def coded_columns(run: Reproduction) -> np.ndarray:
    """bool[m]: the indicators that come from coded answers."""
    coded = {indicator.code for indicator in reference_tables().indicators if indicator.is_coded}
    return np.array([code in coded for code in run.block.indicator_codes])


def _moves(before: Reproduction, after: Reproduction, parts: np.ndarray) -> list[Move]:
    cities = reference_tables().cities
    rows = []
    for row, adcode in enumerate(before.block.adcodes):
        data, coding, method = (known(part) for part in parts[row])
        rows.append(
            Move(
                city=cities[adcode],
                old_rank=int(before.result.ranks[row, 0]) or None,
                new_rank=int(after.result.ranks[row, 0]) or None,
                old_score=known(before.result.scores[row, 0]),
                new_score=known(after.result.scores[row, 0]),
                data=data,
                coding=coding,
                method=method,
            )
        )
    return rows
