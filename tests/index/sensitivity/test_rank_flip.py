"""Rank flips against hand-made scores and against a search of the whole simplex."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.refusals import MethodError, NotDetermined
from scoring.index.sensitivity import rank_flip
from scoring.index.sensitivity.rank_flip import Flip, into_top, swap
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree
from tests.index.sample import TREE, sample

PLAIN = replace(Method(), treat=make_step("treat", "none"))
TWO = build_tree(
    [Leaf("a", "A", 1), Leaf("b", "B", 1)], [Branch("I", None), Branch("A", "I"), Branch("B", "I")]
)


def found(flip: Flip | None) -> Flip:
    assert flip is not None
    return flip


def test_swap_of_two_units_by_hand() -> None:
    # scores (100, 0), (0, 80), (50, 100): at equal weights 50, 40, 75
    raw = np.array([[10.0, 0.0], [0.0, 8.0], [5.0, 10.0]])
    result = compute(raw, TWO, PLAIN)
    flip = found(swap(result, TWO, PLAIN, 1, 0))
    # 80 (1 - w) = 100 w at w = 4/9, so 1/18 leaves A and enters B
    np.testing.assert_allclose(flip.weights, [4 / 9, 5 / 9], atol=1e-6)
    assert flip.change == pytest.approx(2 / 18, abs=1e-6)
    assert flip.codes == ("A", "B")
    assert flip.place == 2


def test_unit_that_is_already_ahead_needs_no_change() -> None:
    raw = np.array([[10.0, 0.0], [0.0, 8.0], [5.0, 10.0]])
    flip = found(swap(compute(raw, TWO, PLAIN), TWO, PLAIN, 0, 1))
    assert flip.change == pytest.approx(0, abs=1e-9)


def test_unit_behind_everywhere_cannot_pass() -> None:
    raw = np.array([[10.0, 10.0], [0.0, 0.0], [5.0, 3.0]])
    result = compute(raw, TWO, PLAIN)
    assert swap(result, TWO, PLAIN, 2, 0) is None
    assert into_top(result, TWO, PLAIN, 2, 1) is None
    assert found(into_top(result, TWO, PLAIN, 2, 2)).change == pytest.approx(0, abs=1e-9)


def all_weights(steps: int = 201) -> FloatArray:
    """A grid over the simplex of three domain weights."""
    axis = np.linspace(0, 1, steps)
    return np.array([(a, b, 1 - a - b) for a in axis for b in axis if a + b <= 1 + 1e-12])


@pytest.mark.parametrize(
    ("place", "possible"),
    [(6, True), (8, True), (10, False), (11, True), (13, True), (14, False), (18, True)],
)
def test_least_change_agrees_with_a_search_of_all_weights(place: int, possible: bool) -> None:
    result = compute(sample(missing=0.0), TREE, Method())
    grid, base = all_weights(), np.array([1, 2, 1]) / 4
    scores = grid @ result.scores[:, 1:4].T
    unit = int(np.argsort(result.ranks[:, 0])[place - 1])
    inside = (scores > scores[:, [unit]]).sum(axis=1) < 5
    flip = into_top(result, TREE, Method(), unit, 5)
    assert inside.any() == possible == (flip is not None)
    if flip is not None:
        searched = np.abs(grid[inside] - base).sum(axis=1).min()
        assert searched - 0.03 <= flip.change <= searched + 1e-6
        assert flip.change > 0
        assert flip.place == 5


def test_units_without_score_and_other_means_are_refused() -> None:
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


def gaps(units: int = 9, seed: int = 4) -> tuple[FloatArray, Tree]:
    """Three domains of one indicator each; some units lack a whole domain."""
    tree = build_tree(
        [Leaf("a", "A", 1), Leaf("b", "B", 1), Leaf("c", "C", 1)],
        [Branch("I", None), *(Branch(code, "I") for code in "ABC")],
    )
    raw = np.random.default_rng(seed).random((units, 3))
    raw[0, 0] = raw[3, 1] = raw[5, 2] = raw[6, 0] = np.nan
    return raw, tree


def ranks_with(raw: FloatArray, tree: Tree, weights: Sequence[float] | FloatArray) -> IntArray:
    local = dict(zip("ABC", weights, strict=True))
    return compute(raw, tree, replace(PLAIN, weights=local)).ranks[:, 0]


def shares(whole: int) -> list[tuple[float, float, float]]:
    """Every division of a whole number of parts among three domains."""
    firsts = [(a, b) for a in range(whole + 1) for b in range(whole + 1 - a)]
    return [(a / whole, b / whole, (whole - a - b) / whole) for a, b in firsts]


@pytest.mark.parametrize("parts", [24, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize(("unit", "seed"), [(0, 4), (1, 5), (3, 4)])
def test_with_missing_domains_the_answer_holds_when_computed_again(
    unit: int, seed: int, parts: int
) -> None:
    raw, tree = gaps(seed=seed)
    result = compute(raw, tree, PLAIN)
    searched = [
        (ranks_with(raw, tree, w), np.abs(np.array(w) - 1 / 3).sum()) for w in shares(parts)
    ]
    for rival in (2, 5, 6):
        least = min((c for r, c in searched if 0 < r[unit] < r[rival]), default=None)
        try:
            flip = swap(result, tree, PLAIN, unit, rival)
        except NotDetermined:
            assert least is None
            continue
        if flip is None:
            assert least is None
            continue
        ranks = ranks_with(raw, tree, flip.weights)
        assert 0 < ranks[unit] < ranks[rival]
        assert flip.place == ranks[unit]
        assert least is None or flip.change <= least + 1e-6
    for places in (3,):
        least = min((c for r, c in searched if 0 < r[unit] <= places), default=None)
        try:
            flip = into_top(result, tree, PLAIN, unit, places)
        except NotDetermined:
            continue
        if flip is None:
            assert least is None
            continue
        assert 0 < ranks_with(raw, tree, flip.weights)[unit] <= places
        assert least is None or flip.change <= least + 1e-6


def test_out_of_time_is_neither_impossible_nor_least(monkeypatch: pytest.MonkeyPatch) -> None:
    raw, tree = gaps()
    result = compute(raw, tree, PLAIN)
    monkeypatch.setattr(rank_flip, "TIME_LIMIT", 0.0)
    with pytest.raises(NotDetermined, match="did not finish in time"):
        into_top(result, tree, PLAIN, 1, 1)
    for status in (1, 4):
        with pytest.raises(NotDetermined):
            rank_flip._solution(status, np.ones(6), 3)
