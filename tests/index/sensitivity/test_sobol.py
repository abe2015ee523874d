"""Sobol indices of studies whose answer is known."""

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.design import Design, Plan, default_scales, only_weights
from scoring.index.sensitivity.sobol import rank_shift_indices
from tests.index.sample import TREE, sample

NOMINAL = compute(sample(), TREE, Method()).ranks[:, 0]


def plan(design: Design) -> Plan:
    return Plan(sample(), TREE, Method(), design, 3)


def test_single_factor_explains_everything() -> None:
    found = rank_shift_indices(plan(only_weights(Method())), NOMINAL, samples=64, rows=[2])
    assert found.varied == ("weights",)
    assert found.first.shape == found.total.shape == (2, 1)
    np.testing.assert_allclose(found.total, 1.0, atol=0.35)
    assert found.evaluations == 64 * 3


def test_a_single_factor_and_no_city_besides() -> None:
    alone = rank_shift_indices(plan(only_weights(Method())), NOMINAL, samples=64)
    assert alone.first.shape == alone.total.shape == (1, 1)
    beside = rank_shift_indices(plan(only_weights(Method())), NOMINAL, samples=64, rows=[2])
    np.testing.assert_allclose(alone.total[0], beside.total[0], atol=1e-12)


def test_factor_without_effect_has_no_share() -> None:
    # winsorising at 50 and at 60 sd clips nothing, so the treatment cannot matter
    wide = tuple(make_step("treat", "winsorise_sd", {"k": k}) for k in (50.0, 60.0))
    design = Design(
        treatments=wide, scales=default_scales()[:1], missing=(make_step("missing", "rescale"),)
    )
    found = rank_shift_indices(plan(design), NOMINAL, samples=64)
    assert found.varied == ("treatment", "weights")
    assert found.total[0, 0] == 0
    assert found.total[0, 1] > 0.5


def test_all_factors_and_the_same_numbers_again() -> None:
    one = rank_shift_indices(plan(Design()), NOMINAL, samples=32, rows=[0, 5])
    two = rank_shift_indices(plan(Design()), NOMINAL, samples=32, rows=[0, 5])
    assert one.varied == ("treatment", "scale", "missing", "weights")
    np.testing.assert_array_equal(one.first, two.first)
    assert one.first.shape == (3, 4)


def test_what_cannot_be_studied_is_refused() -> None:
    still = Design(0.0, (Method().treat,), default_scales()[:1], (Method().missing,))
    with pytest.raises(ValueError, match="varies nothing"):
        rank_shift_indices(plan(still), NOMINAL)
    with pytest.raises(ValueError, match="power of 2"):
        rank_shift_indices(plan(Design()), NOMINAL, samples=100)
    with pytest.raises(ValueError, match="has no score"):
        rank_shift_indices(plan(Design()), np.zeros_like(NOMINAL), rows=[1])
