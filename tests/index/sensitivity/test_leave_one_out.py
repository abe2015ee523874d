"""Leaving out a node equals a chain with its weight at 0; the reference agrees."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.leave_one_out import leave_one_out
from tests.index.reference import asem_raw, asem_tree, rows
from tests.index.sample import TREE, sample

SKEW = replace(Method(), treat=make_step("treat", "winsorise_skew"))


@pytest.mark.parametrize("name", ["A_remove_L1_meanabsrankdiff", "A_remove_L2_meanabsrankdiff"])
def test_mean_shifts_match_the_reference(name: str) -> None:
    tree = asem_tree()
    expected = {row["code"]: float(row["MeanAbsRankDiff"]) for row in rows(name)}
    assert expected.pop("Nominal") == 0
    result = compute(asem_raw(), tree, SKEW)
    ours = leave_one_out(result, tree, SKEW, list(expected))
    np.testing.assert_allclose(ours.mean_shift, list(expected.values()), rtol=1e-9)


@pytest.mark.parametrize(
    "method",
    [
        Method(),
        replace(
            Method(),
            normalise=make_step("normalise", "minmax", {"lower": 1.0}),
            aggregate=make_step("aggregate", "harmonic"),
        ),
        replace(
            Method(),
            normalise=make_step("normalise", "minmax", {"lower": 1.0}),
            # Its zeros have no mean of this kind, and nothing asks for one.
            indicators={"b1": IndicatorRules(normalise=make_step("normalise", "minmax"))},
            weights={"b1": 0.0},
            aggregate=make_step("aggregate", "geometric"),
        ),
        replace(Method(), availability=0.5),
        replace(Method(), nodes={"A": NodeRules(renormalise=make_step("renormalise", "minmax"))}),
    ],
)
def test_each_removal_equals_a_chain_without_the_weight(method: Method) -> None:
    raw = sample()
    result = compute(raw, TREE, method)
    ours = leave_one_out(result, TREE, method, ["a1", "a3", "B", "b3"])
    zero = {"a1": {"a1": 0.0}, "a3": {"A2": 0.0}, "B": {"B": 0.0}, "b3": {"B2": 0.0}}
    for i, code in enumerate(ours.codes):
        alone = compute(raw, TREE, replace(method, weights={**method.weights, **zero[code]}))
        assert ours.ranks[i].tolist() == alone.ranks[:, 0].tolist()


def test_movers_are_those_that_move_most() -> None:
    result = compute(sample(), TREE, Method())
    ours = leave_one_out(result, TREE, Method())
    rows_of = ours.movers(0, 3)
    sizes = np.abs(ours.shift[0])
    assert sizes[rows_of].tolist() == sorted(sizes, reverse=True)[:3]
    few = replace(ours, shift=np.array([[0, 1, 0, -2, 0]]))
    assert few.movers(0).tolist() == [3, 1]


def test_root_cannot_be_left_out() -> None:
    result = compute(sample(), TREE, Method())
    with pytest.raises(ValueError, match="root"):
        leave_one_out(result, TREE, Method(), ["I"])
