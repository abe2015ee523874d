"""What-if equals one chain per change, for every kind of method."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError
from scoring.index.sensitivity.what_if import Second, places, what_if
from tests.index.sample import GROUPS, TREE, sample

METHODS = {
    "default": Method(),
    "skewness and geometric": replace(
        Method(),
        treat=make_step("treat", "winsorise_skew"),
        normalise=make_step("normalise", "minmax", {"lower": 1.0}),
        aggregate=make_step("aggregate", "geometric"),
    ),
    "worst and thresholds": replace(
        Method(),
        missing=make_step("missing", "worst"),
        availability=0.6,
        indicators={"a2": IndicatorRules(missing=make_step("missing", "rescale"))},
    ),
    "medians and renormalised": replace(
        Method(),
        missing=make_step("missing", "group_median"),
        nodes={"A": NodeRules(renormalise=make_step("renormalise", "minmax"))},
    ),
}


def changes(raw: FloatArray, count: int = 60) -> tuple[IntArray, IntArray, FloatArray]:
    rng = np.random.default_rng(5)
    row, column = rng.integers(0, raw.shape[0], count), rng.integers(0, raw.shape[1], count)
    value = np.where(rng.random(count) < 0.2, np.nan, rng.random(count) * 4)
    return row, column, value


@pytest.mark.parametrize("name", METHODS)
def test_each_change_equals_a_chain_of_its_own(name: str) -> None:
    raw, method = sample(), METHODS[name]
    row, column, value = changes(raw)
    effect = what_if(raw, TREE, method, row, column, value, groups=GROUPS)
    nominal = compute(raw, TREE, method, groups=GROUPS)
    for i in range(len(row)):
        changed = raw.copy()
        changed[row[i], column[i]] = value[i]
        alone = compute(changed, TREE, method, groups=GROUPS)
        assert effect.rank_after[i] == alone.ranks[row[i], 0]
        assert effect.rank_before[i] == nominal.ranks[row[i], 0]
        np.testing.assert_allclose(effect.score_after[i], alone.scores[row[i], 0], rtol=1e-12)
        domain = effect.domain[i]
        assert TREE.node_codes[domain] == TREE.leaf_codes[column[i]][0].upper()
        assert effect.domain_rank_after[i] == alone.ranks[row[i], domain]
        moves = places(nominal.ranks[:, 0], alone.ranks[:, 0])
        assert effect.moved[i] == np.count_nonzero(moves)
        assert effect.largest_move[i] == moves.max()


def test_no_change_has_no_effect() -> None:
    raw = sample()
    effect = what_if(raw, TREE, Method(), np.array([3]), np.array([1]), raw[[3], [1]])
    assert effect.rank_change.tolist() == [0]
    assert effect.moved.tolist() == [0]
    assert effect.score_after.tolist() == pytest.approx(effect.score_before.tolist())


def test_no_changes_at_all_are_allowed() -> None:
    none = np.array([], dtype=np.int64)
    assert len(what_if(sample(), TREE, Method(), none, none, none.astype(float)).moved) == 0


def test_position_outside_the_matrix_is_refused() -> None:
    for row, column, value in ((40, 0, 1.0), (0, 9, 1.0), (-1, 0, 1.0), (0, 0, np.inf)):
        with pytest.raises(DataError):
            what_if(
                sample(), TREE, Method(), np.array([row]), np.array([column]), np.array([value])
            )


@pytest.mark.parametrize("name", METHODS)
def test_two_cells_of_a_row_change_at_once(name: str) -> None:
    raw, method = sample(), METHODS[name]
    row, column, value = changes(raw, 30)
    other = (column + np.array([0, 1, 3])[np.arange(30) % 3]) % raw.shape[1]
    second = Second(np.where(other == column, -1, other), np.full(30, 0.7))
    effect = what_if(raw, TREE, method, row, column, value, groups=GROUPS, second=second)
    for i in range(30):
        changed = raw.copy()
        changed[row[i], column[i]] = value[i]
        if second.column[i] >= 0:
            changed[row[i], second.column[i]] = 0.7
        alone = compute(changed, TREE, method, groups=GROUPS)
        assert effect.rank_after[i] == alone.ranks[row[i], 0]
        assert effect.domain_rank_after[i] == alone.ranks[row[i], effect.domain[i]]


def test_what_the_chain_refuses_is_marked_and_has_no_effect() -> None:
    raw = np.abs(sample(missing=0.0)) + 0.1
    method = replace(
        METHODS["skewness and geometric"],
        indicators={
            "a1": IndicatorRules(
                normalise=make_step("normalise", "goalposts", {"lower": 0.0, "upper": 9.0})
            )
        },
    )
    effect = what_if(raw, TREE, method, np.array([0, 0]), np.array([0, 0]), np.array([0.0, 3.0]))
    assert effect.refused.tolist() == [True, False]
    assert effect.rank_after[0] == 0
    assert effect.moved[0] == effect.rank_change[0] == 0
    changed = raw.copy()
    changed[0, 0] = 0.0
    with pytest.raises(DataError, match="is not defined for 0"):
        compute(changed, TREE, method)


def test_a_value_that_no_matrix_may_hold_is_refused() -> None:
    one = np.array([0])
    with pytest.raises(DataError, match="change 0 sets 1e"):
        what_if(sample(), TREE, Method(), one, one, np.array([1e200]))
