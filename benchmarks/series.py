"""The long series: how time and memory grow with units and with draws."""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.sensitivity.design import Plan, only_weights
from scoring.index.sensitivity.monte_carlo import simulate
from scoring.index.sensitivity.rank_statistics import summarise

from .entry import Entry, measure
from .numeric import index_tree, mixed_plan, sample

UNITS = (337, 1_000, 3_000, 10_000, 30_000)
DRAWS = (1_000, 10_000, 100_000)


def chain_of(units: int) -> Callable[[], Entry]:
    """Default chain over so many units."""

    def entry() -> Entry:
        tree, raw, method = index_tree(), sample(units), Method.default()
        return measure(lambda: compute(raw, tree, method), runs=5, memory=True)

    return entry


def weight_draws_of(draws: int) -> Callable[[], Entry]:
    """So many weight draws with rank statistics."""

    def entry() -> Entry:
        tree, method, raw = index_tree(), Method.default(), sample(337)
        plan = Plan(raw, tree, method, only_weights(method), seed=1)
        nominal = compute(raw, tree, method).ranks[:, 0]
        runs = 3 if draws <= DRAWS[0] else 1
        return measure(
            lambda: summarise(simulate(plan, draws, workers=2), nominal), runs=runs, memory=True
        )

    return entry


def mixed_draws_of(draws: int) -> Callable[[], Entry]:
    """So many draws of everything at once, with rank statistics."""

    def entry() -> Entry:
        plan = mixed_plan(337)
        nominal = np.asarray(compute(plan.raw, plan.tree, plan.method).ranks[:, 0])
        return measure(
            lambda: summarise(simulate(plan, draws, workers=2), nominal), runs=1, memory=True
        )

    return entry


ENTRIES: Mapping[str, Callable[[], Entry]] = {
    **{f"growth_chain_{units}x72": chain_of(units) for units in UNITS},
    **{f"growth_weight_draws_{draws}": weight_draws_of(draws) for draws in DRAWS},
    **{f"growth_mixed_draws_{draws}": mixed_draws_of(draws) for draws in DRAWS},
}
