"""Rescaling of nodes: constant ones say nothing, and none leaves the scores as they are."""

import numpy as np

from scoring.index.method.rules import make_step
from scoring.index.rules.rescale import is_flat, rescale_node

SCORES = np.array([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]])


def test_minmax_and_zscore_span_their_scales_and_a_constant_node_is_missing() -> None:
    values, flat = rescale_node(SCORES, make_step("renormalise", "minmax"), 9)
    assert values[:, 0].tolist() == [0.0, 100.0, 50.0]
    assert np.isnan(values[:, 1]).all()
    assert flat.tolist() == [False, True]
    values, _ = rescale_node(SCORES, make_step("renormalise", "zscore"), 9)
    assert values[:, 0].tolist() == [-1.0, 1.0, 0.0]


def test_none_leaves_every_score() -> None:
    values, flat = rescale_node(SCORES, make_step("renormalise", "none"), 9)
    assert values.tolist() == SCORES.tolist()
    assert not flat.any()


def test_a_width_that_ranks_do_not_see_is_flat() -> None:
    low, high = np.array([1.0, 1.0]), np.array([1.004, 1.006])
    assert is_flat(low, high, 2).tolist() == [True, False]
