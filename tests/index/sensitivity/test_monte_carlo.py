"""Draws: replayable, the same for any number of workers, equal to ordinary chains."""

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import IndicatorRules, Method
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.design import (
    BLOCK,
    Design,
    Plan,
    default_scales,
    only_weights,
    replay,
)
from scoring.index.sensitivity.monte_carlo import run_block, simulate
from scoring.index.sensitivity.wrong_answers import CodedCells
from tests.index.sample import COUNT, FLAG, GROUPS, TREE, sample


def coded(raw: FloatArray, probability: float = 0.1) -> CodedCells:
    rows, columns = np.nonzero(~np.isnan(raw[:, [FLAG, COUNT]]))
    column = np.array([FLAG, COUNT])[columns]
    return CodedCells(
        rows,
        column,
        np.full(len(rows), probability),
        np.zeros(len(rows)),
        np.where(column == FLAG, 1.0, 4.0),
    )


def mixed_plan(seed: int = 7) -> Plan:
    raw = sample()
    missing = tuple(make_step("missing", rule) for rule in ("rescale", "worst", "group_median"))
    design = Design(missing=missing, coding=coded(raw))
    own = {"c2": IndicatorRules(treat=make_step("treat", "none"))}
    return Plan(raw, TREE, Method(indicators=own), design, seed, GROUPS)


def test_every_draw_replays_as_an_ordinary_chain() -> None:
    plan = mixed_plan()
    ranks = simulate(plan, 1100)
    for index in (0, 1, 17, 500, 999, 1000, 1099):
        raw, method = replay(plan, index)
        alone = compute(raw, TREE, method, groups=GROUPS)
        assert ranks[index].tolist() == alone.ranks[:, 0].tolist()


def test_numbers_do_not_depend_on_workers_or_on_who_computes_a_block() -> None:
    plan = mixed_plan()
    two = simulate(plan, 2 * BLOCK, workers=2)
    np.testing.assert_array_equal(simulate(plan, 2 * BLOCK), two)
    np.testing.assert_array_equal(run_block(plan, 1), two[BLOCK:])
    np.testing.assert_array_equal(simulate(plan, 300), two[:300])


def test_another_seed_gives_other_draws() -> None:
    assert (simulate(mixed_plan(7), 100) != simulate(mixed_plan(8), 100)).any()


def test_study_of_weights_without_noise_gives_the_nominal_ranks() -> None:
    raw = sample()
    plan = Plan(raw, TREE, Method(), only_weights(Method(), 0.0), 1)
    nominal = compute(raw, TREE, Method()).ranks[:, 0]
    assert (simulate(plan, 50) == nominal).all()


def test_answers_that_are_always_wrong_turn_every_flag_round() -> None:
    raw = sample(missing=0.0)
    cells = CodedCells(np.arange(40), np.full(40, FLAG), np.ones(40), np.zeros(40), np.ones(40))
    plan = Plan(raw, TREE, Method(), Design(coding=cells), 3)
    changed, _ = replay(plan, 5)
    assert (changed[:, FLAG] == 1 - raw[:, FLAG]).all()


def test_progress_counts_the_blocks() -> None:
    seen = []
    plan = Plan(sample(), TREE, Method(), only_weights(Method()), 1)
    simulate(plan, BLOCK + 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_column_that_a_wrong_answer_makes_constant_is_left_out_of_that_draw() -> None:
    raw = sample(missing=0.0)
    raw[:, FLAG] = 0.0
    raw[0, FLAG] = 1.0
    cells = CodedCells(*(np.array([value]) for value in (0, FLAG, 0.5, 0.0, 1.0)))
    design = Design(scales=default_scales()[:1], coding=cells)
    plan = Plan(raw, TREE, Method(), design, 3)
    ranks = simulate(plan, 40)
    for index in range(40):
        changed, method = replay(plan, index)
        assert ranks[index].tolist() == compute(changed, TREE, method).ranks[:, 0].tolist()


@pytest.mark.parametrize("draws", [0, 1])
def test_few_draws_are_possible(draws: int) -> None:
    plan = Plan(sample(), TREE, Method(), only_weights(Method()), 1)
    assert simulate(plan, draws).shape == (draws, 40)
