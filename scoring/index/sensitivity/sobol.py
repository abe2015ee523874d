"""Sobol indices: which choice of the method moves the ranks, alone and with the others.

Imports SciPy, so it belongs into workers. Estimator: Saltelli et al. (2010), Comput. Phys.
Commun. 181, as in ``scipy.stats.sobol_indices``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import sobol_indices, uniform

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.codes import Reason
from scoring.index.refusals import StudyError
from scoring.index.sensitivity.design import (
    BLOCK,
    Draws,
    Plan,
    draw_block,
    varied_factors,
)
from scoring.index.sensitivity.monte_carlo import Evaluator
from scoring.index.statistics.rank import UNRANKED


@dataclass(frozen=True)
class SobolResult:
    """First-order and total indices float64[o, f] of o outputs on f factors.

    The first output is the mean |rank shift| over all units, then one unit's rank each.
    ``varied`` names the factors; those with a single option are left out. An output that
    never changes has indices 0.
    """

    varied: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    evaluations: int


def rank_shift_indices(
    plan: Plan, nominal: IntArray, *, samples: int = 256, rows: Sequence[int] = ()
) -> SobolResult:
    """Indices from samples (f + 2) evaluations; ``samples`` must be a power of 2.

    A factor is one uniform number: it picks a treatment, a scale, a missing rule, a way to count
    replies, one of 1000 weight vectors, or one of 1000 sets of wrong answers. The same seed gives
    the same numbers. Raises ValueError where nothing varies, a row is unranked, or ``samples`` is
    no power of 2.
    """
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"the number of samples must be a power of 2, not {samples}")
    for row in rows:
        if nominal[row] == UNRANKED:
            raise StudyError(Reason.UNRANKED, unit=row)
    varied = varied_factors(plan.design)
    if not varied:
        raise StudyError(Reason.NOTHING_VARIES)
    evaluator, pool = Evaluator(plan), draw_block(plan, 0)

    # SciPy cannot hold the indices of one output on one factor: it is told twice, and once below.
    wanted, times = 1 + len(rows), 2 if len(varied) == 1 and not rows else 1

    def outputs(u: FloatArray) -> FloatArray:
        parts = [
            _outputs(
                evaluator, _draws(plan, pool, varied, u[:, start : start + BLOCK]), nominal, rows
            )
            for start in range(0, u.shape[1], BLOCK)
        ]
        return np.tile(np.concatenate(parts, axis=1), (times, 1))

    def centred(u: FloatArray) -> FloatArray:
        values = outputs(u)
        return values - centre

    rng = np.random.default_rng([plan.seed, BLOCK])
    centre = outputs(rng.random((len(varied), 64))).mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = sobol_indices(func=centred, n=samples, dists=[uniform()] * len(varied), rng=rng)
    first, total = (
        np.nan_to_num(np.asarray(values).reshape(-1, len(varied))[:wanted])
        for values in (found.first_order, found.total_order)
    )
    return SobolResult(varied, first, total, samples * (len(varied) + 2))


def _draws(plan: Plan, pool: Draws, varied: tuple[str, ...], u: FloatArray) -> Draws:
    """The draws that uniform numbers float64[f, B] stand for."""
    place = {name: u[i] for i, name in enumerate(varied)}
    count = u.shape[1]

    def pick(name: str, options: int) -> IntArray:
        if name not in place:
            return np.zeros(count, dtype=np.int64)
        return np.minimum((place[name] * options).astype(np.int64), options - 1)

    answers = pick("coding", BLOCK)
    weights = pick("weights", BLOCK)
    return replace(
        pool,
        treatment=pick("treatment", len(plan.design.treatments)),
        scale=pick("scale", len(plan.design.scales)),
        missing=pick("missing", len(plan.design.missing)),
        local=pool.local[:, weights],
        wrong=pool.wrong[:, answers],
        upward=pool.upward[:, answers],
        replies=pick("replies", 2),
    )


def _outputs(
    evaluator: Evaluator, draws: Draws, nominal: IntArray, rows: Sequence[int]
) -> FloatArray:
    ranks = evaluator.ranks(draws)
    both = (ranks != UNRANKED) & (nominal != UNRANKED)
    shift = np.where(both, np.abs(ranks - nominal), 0).sum(axis=1) / np.maximum(both.sum(axis=1), 1)
    return np.vstack([shift, *(ranks[:, row] for row in rows)])
