"""Two runs: agreement, moves, and their causes."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.interpretation.comparison import CAUSES, Inputs, attribute, compare_ranks
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from tests.index.sample import COUNT, FLAG, GROUPS, TREE, sample

CODED = np.isin(np.arange(9), [FLAG, COUNT])
SKEW = replace(Method(), treat=make_step("treat", "winsorise_skew"))


def test_moves_and_agreement() -> None:
    ours = compare_ranks(np.array([1, 2, 3, 4, 0]), np.array([1, 3, 2, 4, 5]))
    assert ours.move.tolist() == [0, -1, 1, 0, 0]
    assert ours.moved.tolist() == [1, 2]
    assert ours.kendall == pytest.approx((5 - 1) / 6)
    assert ours.spearman == pytest.approx(1 - 6 * 2 / (4 * 15))


def test_parts_sum_to_the_whole_change() -> None:
    old, new = sample(1), sample(2)
    before, after = Inputs(old, Method(), {}), Inputs(new, SKEW, GROUPS)
    parts = attribute(before, after, TREE, CODED)
    first, second = compute(old, TREE, Method()), compute(new, TREE, SKEW)
    np.testing.assert_allclose(
        parts.score.sum(axis=1), second.scores[:, 0] - first.scores[:, 0], atol=1e-10
    )
    np.testing.assert_allclose(
        parts.rank.sum(axis=1), first.ranks[:, 0] - second.ranks[:, 0], atol=1e-10
    )


@pytest.mark.parametrize("cause", CAUSES)
def test_single_cause_gets_everything(cause: str) -> None:
    old = sample(1)
    new = old.copy()
    columns = {"data": ~CODED, "coding": CODED, "method": np.zeros(9, dtype=bool)}[cause]
    new[:, columns] = sample(2)[:, columns]
    method = SKEW if cause == "method" else Method()
    parts = attribute(Inputs(old, Method(), {}), Inputs(new, method, {}), TREE, CODED)
    others = [i for i, name in enumerate(CAUSES) if name != cause]
    assert np.abs(parts.score[:, CAUSES.index(cause)]).max() > 0
    assert np.abs(parts.score[:, others]).max() < 1e-12
