"""Monte Carlo over weights, method choices and coding error: ranks of every draw.

Source of the approach: Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168(2);
OECD/JRC Handbook (2008), step 7.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import fill_missing, normalise_columns, treat_columns
from scoring.index.method.method import Method
from scoring.index.rules.impute import fill
from scoring.index.rules.normalise import normalise
from scoring.index.rules.treat import treat
from scoring.index.sensitivity.design import BLOCK, Draws, Plan, draw_block, method_of
from scoring.index.sensitivity.weight_draws import composite_scores
from scoring.index.sensitivity.wrong_answers import changed_cells
from scoring.index.statistics.rank import rank_rounded

RankArray = npt.NDArray[np.int32]


class Evaluator:
    """Scores of drawn parameters; keeps the normalised matrix of each choice met so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._normalised: dict[tuple[int, ...], FloatArray] = {}
        self._inputs = [plan.inputs(0), plan.inputs(1)]

    def scores(self, draws: Draws) -> FloatArray:
        """Composite scores float64[n, B], draws of equal choices computed together."""
        scores = np.empty((len(self.plan.raw), len(draws)))
        choices = np.stack([draws.treatment, draws.missing, draws.scale, draws.replies])
        for choice in np.unique(choices, axis=1).T:
            at = np.flatnonzero((choices == choice[:, None]).all(axis=0))
            method = method_of(self.plan, draws, int(at[0]), with_weights=False)
            key, raw = tuple(choice.tolist()), self._inputs[int(choice[3])]
            scores[:, at] = composite_scores(
                self._matrix(key, method, raw),
                self.plan.tree.layout,
                draws.local[:, at],
                method,
                self._overlays(draws, at, method, raw),
            )
        return scores

    def ranks(self, draws: Draws) -> RankArray:
        """Composite ranks int32[B, n], 0 for unranked."""
        scores = np.ascontiguousarray(self.scores(draws).T)
        return rank_rounded(scores, self.plan.method.decimals).astype(np.int32)

    def _matrix(self, key: tuple[int, ...], method: Method, raw: FloatArray) -> FloatArray:
        if key not in self._normalised:
            plan = self.plan
            filled, _ = fill_missing(raw, plan.tree, method, plan.groups)
            treated, _, _ = treat_columns(filled, plan.tree, method)
            self._normalised[key], _ = normalise_columns(treated, plan.tree, method)
        return self._normalised[key]

    def _overlays(
        self, draws: Draws, at: IntArray, method: Method, inputs: FloatArray
    ) -> dict[int, FloatArray]:
        """Normalised variants float64[n, B] of the columns with a wrong answer in these draws."""
        if not draws.wrong[:, at].any():
            return {}
        cells = self.plan.design.coding
        changed = changed_cells(inputs, cells, draws.wrong[:, at], draws.upward[:, at])
        overlays = {}
        for columns in self._alike(np.unique(changed.column), method):
            raw = np.repeat(inputs[:, columns, None], len(at), axis=2)
            own = np.flatnonzero(np.isin(changed.column, columns))
            place = np.searchsorted(columns, changed.column[own])
            raw[changed.row[own], place, changed.draw[own]] = changed.value[own]
            normalised = self._processed(raw, columns, method)
            overlays.update({int(column): normalised[:, i] for i, column in enumerate(columns)})
        return overlays

    def _alike(self, columns: IntArray, method: Method) -> list[IntArray]:
        """Columns grouped by their three rules, so that each group is processed at once."""
        groups: dict[object, list[int]] = {}
        for column in columns:
            code = self.plan.tree.leaf_codes[column]
            stages = ("missing", "treat", "normalise")
            key = tuple(method.indicator_step(stage, code) for stage in stages)
            groups.setdefault(key, []).append(int(column))
        return [np.array(group, dtype=np.int64) for group in groups.values()]

    def _processed(self, raw: FloatArray, columns: IntArray, method: Method) -> FloatArray:
        n, _, draws = raw.shape
        tree = self.plan.tree
        code = tree.leaf_codes[columns[0]]
        flat = raw.reshape(n, -1)
        direction = np.repeat(tree.layout.direction[columns], draws)
        flat = fill(
            flat, direction, method.indicator_step("missing", code), self.plan.groups
        ).values
        flat = treat(flat, method.indicator_step("treat", code)).values
        values, _ = normalise(flat, direction, method.indicator_step("normalise", code))
        return values.reshape(raw.shape)


def run_block(plan: Plan, block: int, evaluator: Evaluator | None = None) -> RankArray:
    """Ranks int32[BLOCK, n] of one block: the unit of work that may be done anywhere, twice."""
    return (evaluator or Evaluator(plan)).ranks(draw_block(plan, block))


def simulate(
    plan: Plan, draws: int, *, workers: int = 1, progress: Callable[[int, int], None] | None = None
) -> RankArray:
    """Ranks int32[draws, n]; the same numbers whatever the number of workers (threads)."""
    blocks = -(-draws // BLOCK)
    evaluator = Evaluator(plan)
    result = np.zeros((draws, len(plan.raw)), dtype=np.int32)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for done, ranks in enumerate(
            pool.map(lambda block: run_block(plan, block, evaluator), range(blocks)), start=1
        ):
            start = (done - 1) * BLOCK
            result[start : start + BLOCK] = ranks[: draws - start]
            if progress is not None:
                progress(done, blocks)
    return result
