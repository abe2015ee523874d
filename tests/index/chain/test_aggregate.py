"""Means at one node by hand, thresholds, renormalisation, refusals."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.chain.chain import compute
from scoring.index.interpretation.contributions import contributions
from scoring.index.method.method import Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError
from scoring.index.sensitivity.what_if import what_if
from scoring.index.tree.tree import Branch, Leaf, build_tree, local_weights

TREE = build_tree(
    [Leaf("a", "P", 1, 3.0), Leaf("b", "P", 1), Leaf("c", "I", 1)],
    [Branch("I", None), Branch("P", "I")],
)


def scores(x: list[list[float]] | FloatArray, **changes: Any) -> FloatArray:
    layout, local = TREE.layout, local_weights(TREE)
    return aggregate(np.array(x), layout, local, replace(Method(), **changes)).scores


def test_each_mean() -> None:
    x = [[2.0, 8.0, 1.0]]
    power = make_step("aggregate", "generalised", {"p": 2.0})
    assert scores(x)[0, 1] == (3 * 2 + 8) / 4
    for rule, expected in (("geometric", 2**0.75 * 8**0.25), ("harmonic", 4 / (3 / 2 + 1 / 8))):
        assert scores(x, aggregate=make_step("aggregate", rule))[0, 1] == pytest.approx(expected)
    assert scores(x, aggregate=power)[0, 1] == pytest.approx(((3 * 4 + 64) / 4) ** 0.5)


def test_generalised_mean_of_exponent_zero_is_the_geometric_one() -> None:
    x = [[2.0, 8.0, 1.0]]
    power = make_step("aggregate", "generalised", {"p": 0.0})
    geometric = scores(x, aggregate=make_step("aggregate", "geometric"))
    np.testing.assert_array_equal(scores(x, aggregate=power), geometric)


def test_missing_children_leave_their_weight_to_the_others() -> None:
    assert scores([[np.nan, 8.0, 2.0]])[0].tolist() == [5.0, 8.0]
    assert scores([[np.nan, np.nan, 2.0]])[0, 0] == 2.0


def test_below_the_threshold_the_parent_is_missing() -> None:
    x = [[np.nan, 8.0, 2.0], [4.0, np.nan, 2.0]]
    result = scores(x, availability=0.75)
    assert np.isnan(result[0]).all()
    assert result[1].tolist() == [3.0, 4.0]
    own = scores(x, nodes={"P": NodeRules(availability=0.75)})
    assert own[0, 0] == 2.0


def test_rule_of_one_node_does_not_touch_the_others() -> None:
    x = [[2.0, 8.0, 1.0]]
    own = scores(x, nodes={"P": NodeRules(aggregate=make_step("aggregate", "geometric"))})
    middle = 2**0.75 * 8**0.25
    assert own[0].tolist() == [pytest.approx((middle + 1) / 2), pytest.approx(middle)]


def test_renormalised_node_enters_rescaled_and_is_shown_as_it_was() -> None:
    x = [[0.0, 0.0, 10.0], [2.0, 2.0, 0.0], [4.0, 4.0, 0.0]]
    rules = {"P": NodeRules(renormalise=make_step("renormalise", "minmax"))}
    result = scores(x, nodes=rules)
    assert result[:, 1].tolist() == [0.0, 2.0, 4.0]
    assert result[:, 0].tolist() == [5.0, 25.0, 50.0]


def test_node_without_spread_contributes_nothing_when_renormalised() -> None:
    x = np.array([[2.0, 2.0, 10.0], [2.0, 2.0, 0.0]])
    method = replace(Method(), renormalise=make_step("renormalise", "zscore"))
    result = aggregate(x, TREE.layout, local_weights(TREE), method)
    assert result.scores[:, 0].tolist() == [10.0, 0.0]
    assert [(f.code, f.subject) for f in result.findings] == [("constant_node", "P")]


@pytest.mark.parametrize(
    ("rule", "value"), [("geometric", 0.0), ("geometric", -1.0), ("harmonic", 0.0)]
)
def test_mean_over_a_value_without_one_is_refused(rule: str, value: float) -> None:
    with pytest.raises(DataError, match=f"{rule} mean of P") as caught:
        scores([[1.0, 1.0, 1.0], [1.0, value, 1.0]], aggregate=make_step("aggregate", rule))
    assert (caught.value.row, caught.value.column) == (1, 1)


def test_noise_of_the_last_bits_is_no_spread_to_stretch() -> None:
    """(100 + 0 + 0)/3 adds up differently in another order; that is no difference of units."""
    x = np.array([[2.0, 2.0, 10.0], [2.0, 2.0 + 3e-14, 0.0], [2.0 - 2e-14, 2.0, 0.0]])
    method = replace(Method(), renormalise=make_step("renormalise", "minmax"))
    result = aggregate(x, TREE.layout, local_weights(TREE), method)
    assert result.scores[:, 0].tolist() == [10.0, 0.0, 0.0]
    assert [(f.code, f.subject) for f in result.findings] == [("constant_node", "P")]


def test_what_if_and_contributions_see_the_same_noise() -> None:
    raw = np.array([[1.0, 9.0, 3.0], [5.0, 5.0, 1.0], [9.0, 1.0, 2.0], [4.0, 6.0, 2.5]])
    tree = build_tree(
        [Leaf("a", "P", 1, 0.3), Leaf("b", "P", 1, 0.3), Leaf("c", "I", 1)],
        [Branch("I", None), Branch("P", "I")],
    )
    for rule in ("minmax", "zscore"):
        method = replace(
            Method(),
            normalise=make_step("normalise", rule),
            renormalise=make_step("renormalise", rule),
        )
        result = compute(raw, tree, method)
        assert [f.subject for f in result.findings if f.code == "constant_node"] == ["P"]
        assert contributions(result, tree, method).gap() < 1e-9
        row, column, value = np.array([0, 0]), np.array([2, 0]), np.array([2.0, 1.0])
        effect = what_if(raw, tree, method, row, column, value)
        assert effect.rank_after[1] == result.ranks[0, 0]


def test_many_units_score_as_each_of_them_alone() -> None:
    """They are scored some hundred at a time; a refusal names the row among all of them."""
    x = np.random.default_rng(3).random((1500, 3)) + 0.1
    x[::7, 1] = np.nan
    choices: list[dict[str, Any]] = [
        {},
        {"aggregate": make_step("aggregate", "geometric")},
        {"availability": 0.5},
    ]
    for changes in choices:
        together = scores(x, **changes)
        for row in (0, 511, 512, 1499):
            np.testing.assert_array_equal(scores(x[[row]], **changes)[0], together[row])
    x[1203, 2] = 0.0
    with pytest.raises(DataError, match="geometric mean of I") as caught:
        scores(x, aggregate=make_step("aggregate", "geometric"))
    assert (caught.value.row, caught.value.column) == (1203, 2)
