"""Rank flips against hand-made scores and against a search of the whole simplex."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.method.method import Method, MethodError
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.rank_flip import into_top, swap
from scoring.index.tree.tree import Branch, Leaf, build_tree
from tests.index.sample import TREE, sample

PLAIN = replace(Method(), treat=make_step("treat", "none"))
TWO = build_tree(
    [Leaf("a", "A", 1), Leaf("b", "B", 1)], [Branch("I", None), Branch("A", "I"), Branch("B", "I")]
)


def test_swap_of_two_units_by_hand():
    # scores (100, 0), (0, 80), (50, 100): at equal weights 50, 40, 75
    raw = np.array([[10.0, 0.0], [0.0, 8.0], [5.0, 10.0]])
    result = compute(raw, TWO, PLAIN)
    flip = swap(result, TWO, PLAIN, 1, 0)
    # 80 (1 - w) = 100 w at w = 4/9, so 1/18 leaves A and enters B
    np.testing.assert_allclose(flip.weights, [4 / 9, 5 / 9], atol=1e-6)
    assert flip.change == pytest.approx(2 / 18, abs=1e-6)
    assert flip.codes == ("A", "B")
    assert flip.place == 2


def test_unit_that_is_already_ahead_needs_no_change():
    raw = np.array([[10.0, 0.0], [0.0, 8.0], [5.0, 10.0]])
    flip = swap(compute(raw, TWO, PLAIN), TWO, PLAIN, 0, 1)
    assert flip.change == pytest.approx(0, abs=1e-9)


def test_unit_behind_everywhere_cannot_pass():
    raw = np.array([[10.0, 10.0], [0.0, 0.0], [5.0, 3.0]])
    result = compute(raw, TWO, PLAIN)
    assert swap(result, TWO, PLAIN, 2, 0) is None
    assert into_top(result, TWO, PLAIN, 2, 1) is None
    assert into_top(result, TWO, PLAIN, 2, 2).change == pytest.approx(0, abs=1e-9)


def test_least_change_agrees_with_a_search_of_all_weights():
    result = compute(sample(missing=0.0), TREE, Method())
    domains = result.scores[:, 1:4]
    base = np.array([1, 2, 1]) / 4
    steps = np.linspace(0, 1, 201)
    grid = np.array([(a, b, 1 - a - b) for a in steps for b in steps if a + b <= 1 + 1e-12])
    scores = grid @ domains.T
    unit = int(np.argsort(result.ranks[:, 0])[9])
    inside = (scores > scores[:, [unit]]).sum(axis=1) < 5
    flip = into_top(result, TREE, Method(), unit, 5)
    if not inside.any():
        assert flip is None
        return
    searched = np.abs(grid[inside] - base).sum(axis=1).min()
    assert flip.change <= searched + 1e-6
    assert flip.change >= searched - 0.03
    assert flip.place <= 5


def test_units_without_score_and_other_means_are_refused():
    raw = np.array([[10.0, 0.0], [np.nan, np.nan], [5.0, 10.0]])
    result = compute(raw, TWO, PLAIN)
    with pytest.raises(ValueError, match="row 1"):
        swap(result, TWO, PLAIN, 0, 1)
    with pytest.raises(ValueError, match="from 1"):
        into_top(result, TWO, PLAIN, 0, 0)
    geometric = replace(
        PLAIN,
        normalise=make_step("normalise", "minmax", {"lower": 1.0}),
        aggregate=make_step("aggregate", "geometric"),
    )
    with pytest.raises(MethodError, match="arithmetic"):
        swap(compute(raw, TWO, geometric), TWO, geometric, 0, 2)
