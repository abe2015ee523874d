"""Many weight vectors at once equal one aggregation each, and the reference's draws."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError
from scoring.index.sensitivity.design import rescale_siblings
from scoring.index.sensitivity.weight_draws import composite_scores
from scoring.index.statistics.rank import rank_rounded
from scoring.index.tree.tree import local_weights
from tests.index.reference import asem_raw, asem_tree, assert_close, matrix, rows, units
from tests.index.sample import TREE, sample

POSITIVE = make_step("normalise", "minmax", {"lower": 1.0})
METHODS = [
    Method(),
    replace(Method(), normalise=POSITIVE, aggregate=make_step("aggregate", "geometric")),
    replace(
        Method(), normalise=POSITIVE, aggregate=make_step("aggregate", "generalised", {"p": 0.3})
    ),
    replace(Method(), availability=0.6),
    replace(Method(), renormalise=make_step("renormalise", "zscore", {"mean": 50.0, "sd": 10.0})),
    replace(
        Method(),
        normalise=POSITIVE,
        nodes={"B": NodeRules(aggregate=make_step("aggregate", "harmonic"))},
    ),
]


def drawn_weights(count: int = 150, zero: str | None = None) -> FloatArray:
    weights = local_weights(TREE, {zero: 0.0} if zero else None)
    noise = np.random.default_rng(3).uniform(0.5, 1.5, (len(weights), count))
    return rescale_siblings(weights[:, None] * noise, TREE.layout)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("zero", [None, "a1", "A2"])
def test_each_weight_vector_equals_an_aggregation_of_its_own(
    method: Method, zero: str | None
) -> None:
    result = compute(sample(missing=0.2), TREE, method)
    local = drawn_weights(zero=zero)
    scores = composite_scores(result.normalised, TREE.layout, local, method)
    for b in (0, 70, 149):
        alone = aggregate(result.normalised, TREE.layout, local[:, b], method).scores[:, 0]
        assert_close(scores[:, b], alone, 1e-12)


def test_overlays_replace_columns_draw_by_draw() -> None:
    result = compute(sample(), TREE, Method())
    local = drawn_weights(4)
    own = result.normalised[:, [1]] * np.array([1.0, 0.5, 0.2, 0.0])
    scores = composite_scores(result.normalised, TREE.layout, local, Method(), {1: own})
    for b in range(4):
        x = result.normalised.copy()
        x[:, 1] = own[:, b]
        alone = aggregate(x, TREE.layout, local[:, b], Method()).scores[:, 0]
        assert_close(scores[:, b], alone, 1e-12)


def test_mean_over_values_without_one_is_refused() -> None:
    method = replace(Method(), aggregate=make_step("aggregate", "geometric"))
    normalised = compute(sample(), TREE, Method()).normalised
    with pytest.raises(DataError, match="geometric"):
        composite_scores(normalised, TREE.layout, drawn_weights(2), method)


def test_weight_draws_match_the_reference() -> None:
    tree = asem_tree()
    method = replace(Method(), treat=make_step("treat", "winsorise_skew"))
    normalised = compute(asem_raw(), tree, method).normalised
    sets: dict[str, dict[str, float]] = {}
    for row in rows("A_ua_weight_sets_200x_noise25"):
        sets.setdefault(row["set"], {})[row["iCode"]] = float(row["Weight"])
    drawn = rows("A_ua_weights_drawn_set")
    local = np.column_stack([local_weights(tree, sets[row["set"]]) for row in drawn])
    names = tuple(f"r_{row['rep']}" for row in drawn)
    scores = composite_scores(normalised, tree.layout, local, method)
    assert_close(scores, matrix("A_ua_weights_scores", names))
    ranks = rank_rounded(np.ascontiguousarray(scores.T), 9).T
    assert (ranks == matrix("A_ua_weights_ranks", names)).all()
    assert len(units()) == 51
