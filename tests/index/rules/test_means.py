"""Means of every exponent against the same sums in 60 digits."""

from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.interpretation.contributions import contributions
from scoring.index.method.method import IndicatorRules, Method
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError
from scoring.index.rules.means import backward, forward, is_summable, power_means, power_of
from scoring.index.rules.rule import Step
from scoring.index.sensitivity.leave_one_out import leave_one_out
from scoring.index.sensitivity.weight_draws import composite_scores
from scoring.index.sensitivity.what_if import what_if
from scoring.index.tree.tree import Branch, Leaf, build_tree, local_weights
from tests.index.sample import TREE, sample

X = np.array([[2.0, 55.5, 1e-30], [80.0, 1.0, 1e30], [31.0, 7.25, np.nan]])
W = np.array([[1.0], [2.5], [0.5]])
EXPONENTS = (200.0, -200.0, 999.0, 1e-10, -1e-10, 0.009, 0.02, 0.5, 3.0, -1.0, -2.0)


def exact(values: FloatArray, weights: FloatArray, p: float) -> float:
    with localcontext() as context:
        context.prec = 60
        pairs = [
            (Decimal(float(x)), Decimal(float(w)))
            for x, w in zip(values, weights, strict=True)
            if not np.isnan(x)
        ]
        e = Decimal(p)
        total = sum((w * (x.ln() * e).exp() for x, w in pairs), Decimal())
        return float(((total / sum((w for _, w in pairs), Decimal())).ln() / e).exp())


@pytest.mark.parametrize("p", EXPONENTS)
def test_no_exponent_overflows_or_loses_digits(p: float) -> None:
    one_run = np.zeros(1, dtype=np.int64)
    found = power_means(X, W, np.isnan(X), one_run, p)[0]
    expected = [exact(X[:, i], W[:, 0], p) for i in range(3)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_means_of_zeros_and_of_nothing() -> None:
    x = np.array([[0.0, np.nan], [0.0, np.nan]])
    starts = np.zeros(1, dtype=np.int64)
    for p in (0.001, 0.5, 2.0):
        found = power_means(x, np.ones((2, 1)), np.isnan(x), starts, p)[0]
        assert found[0] == 0.0
        assert np.isnan(found[1])


def test_the_scale_of_sums_and_its_inverse() -> None:
    for p in (1.0, 0.0, -1.0, 3.0):
        assert is_summable(p)
        np.testing.assert_allclose(backward(forward(X[:2], p), p), X[:2])
    assert not is_summable(200.0)
    assert not is_summable(1e-10)
    assert power_of(make_step("aggregate", "generalised", {"p": 1e-13})) == 0.0


def powered(p: float) -> Method:
    positive = make_step("normalise", "minmax", {"lower": 1.0, "upper": 100.0})
    mean = make_step("aggregate", "generalised", {"p": p})
    return replace(Method(), normalise=positive, aggregate=mean)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("p", [200.0, -200.0, 1e-10])
def test_extreme_exponents_rank_and_are_explained_like_any_other(p: float) -> None:
    raw, method = sample(), powered(p)
    result = compute(raw, TREE, method)
    assert np.isfinite(result.scores[:, 0]).all()
    assert len(np.unique(result.ranks[:, 0])) > 20
    assert contributions(result, TREE, method).gap() < 1e-9
    row, column, value = np.array([3]), np.array([1]), np.array([2.5])
    changed = raw.copy()
    changed[3, 1] = 2.5
    effect = what_if(raw, TREE, method, row, column, value)
    alone = compute(changed, TREE, method)
    np.testing.assert_allclose(effect.score_after, alone.scores[3, 0], rtol=1e-12)
    assert leave_one_out(result, TREE, method, ["a1"]).ranks.max() == len(raw)


@pytest.mark.parametrize("p", [0.0, -1.0, 0.5])
def test_a_child_of_weight_zero_blocks_no_mean(p: float) -> None:
    """Its z-scores below 0 have no such mean, but they are not in the mean either."""
    tree = build_tree(
        [Leaf("a", "I", 1), Leaf("b", "I", 1), Leaf("c", "I", 1, 0.0)], [Branch("I", None)]
    )
    own = {"c": IndicatorRules(normalise=make_step("normalise", "zscore"))}
    method = replace(powered(p), indicators=own)
    raw = np.array([[1.0, 4.0, 0.0], [2.0, 1.0, -1.0], [3.0, 2.0, 5.0]])
    with_zero = compute(raw, tree, method)
    without = compute(raw[:, :2], build_tree(tree.leaves[:2], tree.branches), powered(p))
    np.testing.assert_allclose(with_zero.scores, without.scores)
    assert contributions(with_zero, tree, method).gap() < 1e-9
    effect = what_if(raw, tree, method, np.array([0]), np.array([2]), np.array([-9.0]))
    assert not effect.refused.any()
    assert effect.rank_after.tolist() == effect.rank_before.tolist()
    local = np.column_stack([local_weights(tree)] * 2)
    drawn = composite_scores(with_zero.normalised, tree.layout, local, replace(method, nodes={}))
    np.testing.assert_allclose(drawn[:, 1], with_zero.scores[:, 0])


@pytest.mark.parametrize(("lower", "upper"), [(0.0, 1e307), (-1e300, 1.0)])
def test_scales_that_no_score_survives_are_refused(lower: float, upper: float) -> None:
    with pytest.raises(ValueError, match="is not between"):
        make_step("normalise", "minmax", {"lower": lower, "upper": upper})


@pytest.mark.filterwarnings("ignore:overflow")
def test_a_score_that_leaves_the_numbers_is_refused_with_its_place() -> None:
    """No rule gives one within its bounds; a step made past them is still caught."""
    wild = Step("zscore", (("mean", 0.0), ("sd", 1.7e308)))
    tree = build_tree([Leaf("a", "I", 1), Leaf("b", "I", 1)], [Branch("I", None)])
    raw = np.array([[0.0, 1.0]] * 9 + [[1.0, 5.0]])
    with pytest.raises(DataError, match="leaves the range of numbers") as caught:
        compute(raw, tree, replace(Method(), normalise=wild))
    assert (caught.value.row, caught.value.column) == (9, 0)
