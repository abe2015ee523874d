"""The studies of a single block; imports SciPy, so only a process that computes one loads this."""

from __future__ import annotations

import numpy as np

from scoring.index.sensitivity.rank_flip import Flip, into_top, swap
from scoring.index.sensitivity.sobol import rank_shift_indices
from scoring.runs.arrays import arrays_pack
from scoring.runs.reproduction import Reproduction
from scoring.sensitivity.plan import StudyParameters, plan_of


def sobol_block(again: Reproduction, parameters: StudyParameters, coding: bytes | None) -> bytes:
    """Which choices of the method move the ranks of all, and of one city where one is named."""
    rows = [again.row(parameters.city)] if parameters.city else []
    nominal = again.result.ranks[:, 0]
    plan = plan_of(again, parameters, coding)
    found = rank_shift_indices(plan, nominal, samples=parameters.samples, rows=rows)
    return arrays_pack(
        varied=np.array(found.varied),
        first=found.first,
        total=found.total,
        evaluations=found.evaluations,
    )


def flip_block(again: Reproduction, parameters: StudyParameters, coding: bytes | None) -> bytes:
    """The least change of weights that lifts a city; coding error plays no part in it."""
    unit = again.row(parameters.city)
    result, tree, method = again.result, again.tree, again.method
    found: Flip | None
    if parameters.places:
        found = into_top(result, tree, method, unit, parameters.places)
    else:
        found = swap(result, tree, method, unit, again.row(parameters.rival))
    if found is None:
        return arrays_pack(possible=False)
    return arrays_pack(
        possible=True,
        codes=np.array(found.codes),
        weights=found.weights,
        change=found.change,
        place=found.place,
    )
