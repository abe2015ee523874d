"""The design of a study: error rates, draws, refusals."""

import numpy as np
import pytest

from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError, MethodError
from scoring.index.sensitivity.design import (
    BLOCK,
    Design,
    Plan,
    draw_alone,
    draw_block,
    error_rate,
    only_weights,
    varied_factors,
)
from scoring.index.sensitivity.scales import Scale
from scoring.index.sensitivity.wrong_answers import CodedCells
from scoring.index.tree.tree import local_weights
from tests.index.sample import TREE, sample


def test_error_rate_inverts_the_disagreement_of_two_coders() -> None:
    for e in (0.0, 0.03, 0.2, 0.5):
        assert error_rate(2 * e * (1 - e)) == pytest.approx(e, abs=1e-12)
    assert error_rate(0.8) == 0.5
    with pytest.raises(ValueError, match="from 0 to 1"):
        error_rate(-0.1)


def test_weights_stay_within_the_noise_and_sum_to_one() -> None:
    plan = Plan(sample(), TREE, Method(), Design(weight_noise=0.3), 1)
    local = draw_block(plan, 0).local
    base = local_weights(TREE)
    pair = [TREE.layout.position[code] for code in ("a1", "a2")]
    np.testing.assert_allclose(local[pair].sum(axis=0), 1.0, rtol=1e-12)
    ratio = local[pair] / base[pair, None]
    assert ratio.min() > 0.7 / 1.3
    assert ratio.max() < 1.3 / 0.7
    assert ratio.std() > 0.05
    # From the seed and the block's number alone: a study is repeated weight by weight.
    drawn = np.random.default_rng([1, 0]).uniform(-1.0, 1.0, (len(base), BLOCK))
    noisy = (base[:, None] * (1.0 + 0.3 * drawn))[pair]
    np.testing.assert_allclose(local[pair], noisy / noisy.sum(axis=0), rtol=1e-12)


@pytest.mark.parametrize(
    "design",
    [
        Design(weight_noise=1.5),
        Design(treatments=()),
        Design(
            scales=(Scale(make_step("normalise", "minmax"), make_step("aggregate", "geometric")),)
        ),
        Design(
            scales=(Scale(make_step("normalise", "zscore"), make_step("aggregate", "harmonic")),)
        ),
    ],
)
def test_design_that_no_draw_could_compute_is_refused(design: Design) -> None:
    with pytest.raises(MethodError):
        Plan(sample(), TREE, Method(), design, 1)


def test_coded_cell_without_a_value_is_refused() -> None:
    raw = sample()
    raw[0, 0] = np.nan
    one = np.array([0])
    cells = CodedCells(one, one, one + 0.1, one + 0.0, one + 1.0)
    with pytest.raises(DataError, match="no value"):
        Plan(raw, TREE, Method(), Design(coding=cells), 1)


def test_own_rules_that_clash_with_a_drawn_mean_are_refused() -> None:
    zero = IndicatorRules(normalise=make_step("normalise", "minmax"))
    with pytest.raises(MethodError, match="geometric"):
        Plan(sample(), TREE, Method(indicators={"a1": zero}), Design(), 1)
    node = NodeRules(aggregate=make_step("aggregate", "harmonic"))
    with pytest.raises(MethodError, match="harmonic"):
        Plan(sample(), TREE, Method(nodes={"A": node}), Design(), 1)


def test_what_a_design_varies_is_told() -> None:
    assert varied_factors(Design()) == ("treatment", "scale", "missing", "weights")
    assert varied_factors(only_weights(Method(), 0.0)) == ()


@pytest.mark.parametrize("index", [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 17])
def test_a_draw_by_itself_is_the_column_of_its_block(index: int) -> None:
    raw = np.full((2, len(TREE.leaf_codes)), 1.0)
    three = np.array([0, 1, 0])
    cells = CodedCells(three, three, np.full(3, 0.5), np.zeros(3), np.full(3, 4.0))
    plan = Plan(raw, TREE, Method(), Design(coding=cells), 7)
    alone, block, i = draw_alone(plan, index), draw_block(plan, index // BLOCK), index % BLOCK
    assert len(alone) == 1
    for name, whole in vars(block).items():
        column = whole[..., i : i + 1]
        assert np.array_equal(getattr(alone, name), column), name
