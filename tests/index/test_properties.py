"""What must hold for any data: order, scale, bounds, sums, no silent NaN."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.interpretation.contributions import contributions
from scoring.index.method.method import Method
from scoring.index.method.rules import RULES, make_step
from tests.index.sample import TREE

M = len(TREE.leaf_codes)
FEW = settings(max_examples=60, deadline=None)


def matrices(
    low: float = -1e6, high: float = 1e6, missing: bool = True
) -> st.SearchStrategy[FloatArray]:
    values = st.floats(low, high, allow_nan=False)
    cells = st.one_of(values, st.just(float("nan"))) if missing else values
    return st.integers(2, 12).flatmap(lambda n: arrays(np.float64, (n, M), elements=cells))


def plain(rule: str = "minmax") -> Method:
    return replace(
        Method(), treat=make_step("treat", "none"), normalise=make_step("normalise", rule)
    )


@FEW
@given(
    matrices(-1e100, 1e100),
    st.sampled_from(list(RULES["treat"])),
    st.sampled_from(["minmax", "zscore", "rank", "percent_rank"]),
    st.sampled_from(["rescale", "worst"]),
)
def test_a_finite_input_never_becomes_a_silent_nan(
    raw: FloatArray, treat: str, normalise: str, missing: str
) -> None:
    method = replace(
        Method(),
        treat=make_step("treat", treat),
        normalise=make_step("normalise", normalise),
        missing=make_step("missing", missing),
    )
    result = compute(raw, TREE, method)
    named = {f.subject for f in result.findings if f.code in ("constant_column", "empty_column")}
    for i, code in enumerate(TREE.leaf_codes):
        if code not in named:
            there = ~np.isnan(raw[:, i])
            assert np.isfinite(result.normalised[there, i]).all()
    assert not np.isinf(result.scores).any()
    usable = [i for i, code in enumerate(TREE.leaf_codes) if code not in named]
    scored = ~np.isnan(result.normalised[:, usable]).all(axis=1)
    assert (np.isnan(result.scores[:, 0]) == ~scored).all()


@FEW
@given(matrices())
def test_ranks_are_within_bounds_and_follow_the_scores(raw: FloatArray) -> None:
    result = compute(raw, TREE, Method())
    for k in range(len(TREE.node_codes)):
        ranks, scores = result.ranks[:, k], result.scores[:, k]
        ranked = ranks > 0
        assert (ranked == ~np.isnan(scores)).all()
        assert ranks.max(initial=0) <= ranked.sum()
        assert not ranked.any() or ranks[ranked].min() == 1
        order = np.argsort(ranks[ranked], kind="stable")
        assert (np.diff(scores[ranked][order]) <= 1e-9).all()


@FEW
@given(matrices(), st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(raw: FloatArray, random: random.Random) -> None:
    order = list(range(len(raw)))
    random.shuffle(order)
    one, other = compute(raw, TREE, Method()), compute(raw[order], TREE, Method())
    np.testing.assert_allclose(one.scores[order], other.scores, rtol=1e-7, atol=1e-7)


@FEW
@pytest.mark.parametrize("rule", ["minmax", "zscore"])
@given(
    arrays(np.float64, (9, M), elements=st.integers(-999, 999)),
    st.sampled_from([0.25, 2.0, 1024.0]),
    st.integers(-64, 64),
    st.integers(0, M - 1),
)
def test_positive_affine_change_of_a_column_changes_nothing(
    rule: str, raw: FloatArray, scale: float, shift: int, column: int
) -> None:
    changed = raw.copy()
    changed[:, column] = changed[:, column] * scale + shift
    method = replace(Method(), normalise=make_step("normalise", rule))
    one, other = compute(raw, TREE, method), compute(changed, TREE, method)
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-9, atol=1e-9)


@FEW
@given(matrices(), st.floats(0.01, 100.0))
def test_scale_of_the_weights_does_not_matter(raw: FloatArray, factor: float) -> None:
    weights = {code: 1.0 + i for i, code in enumerate(TREE.layout.codes)}
    scaled = {code: weight * factor for code, weight in weights.items()}
    one = compute(raw, TREE, replace(Method(), weights=weights))
    other = compute(raw, TREE, replace(Method(), weights=scaled))
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-9, atol=1e-9)


@FEW
@given(matrices(0, 100, missing=False), st.data())
def test_a_better_value_never_lowers_the_rank(raw: FloatArray, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(raw) - 1))
    column = data.draw(st.integers(0, M - 1))
    direction = TREE.layout.direction[column]
    others = np.delete(raw[:, column], row)
    low, high = others.min(), others.max()
    assume(low < high)
    # within the others' range the column's extremes stay, so nobody else changes
    raw[row, column] = low if direction > 0 else high
    better = raw.copy()
    step = data.draw(st.floats(0, 1))
    better[row, column] = (low if direction > 0 else high) + direction * step * (high - low)
    one, other = compute(raw, TREE, plain()), compute(better, TREE, plain())
    assert other.ranks[row, 0] <= one.ranks[row, 0]
    assert other.scores[row, 0] >= one.scores[row, 0] - 1e-9


@FEW
@given(matrices())
def test_contributions_sum_to_the_score(raw: FloatArray) -> None:
    result = compute(raw, TREE, Method())
    assert contributions(result, TREE, Method()).gap() < 1e-9
