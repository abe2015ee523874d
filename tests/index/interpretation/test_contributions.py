"""Contributions sum to the score for every kind of method; treated cells and neighbours."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.chain.ledger import CELL_RULES
from scoring.index.interpretation.contributions import (
    compare_units,
    contributions,
    median_unit,
    neighbours,
    treatment_effects,
)
from scoring.index.method.method import Method, NodeRules
from scoring.index.method.rules import make_step
from tests.index.sample import GROUPS, TREE, sample

POSITIVE = make_step("normalise", "minmax", {"lower": 1.0})
RENORMALISED = make_step("renormalise", "minmax")
METHODS = {
    "default": Method(),
    "worst": replace(Method(), missing=make_step("missing", "worst"), availability=0.6),
    "geometric": replace(
        Method(), normalise=POSITIVE, aggregate=make_step("aggregate", "geometric")
    ),
    "mixed means": replace(
        Method(),
        normalise=POSITIVE,
        nodes={
            "A": NodeRules(aggregate=make_step("aggregate", "harmonic")),
            "B": NodeRules(aggregate=make_step("aggregate", "generalised", {"p": 2.0})),
        },
    ),
    "renormalised": replace(
        Method(),
        nodes={
            "A": NodeRules(renormalise=RENORMALISED),
            "B1": NodeRules(renormalise=make_step("renormalise", "zscore")),
        },
    ),
    "renormalised geometric root": replace(
        Method(),
        nodes={
            "I": NodeRules(aggregate=make_step("aggregate", "geometric")),
            **{
                code: NodeRules(renormalise=make_step("renormalise", "minmax", {"lower": 1.0}))
                for code in "ABC"
            },
        },
    ),
}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("node", [None, "A", "B1"])
def test_contributions_sum_to_the_score(name: str, node: str | None) -> None:
    method = METHODS[name]
    result = compute(sample(missing=0.15), TREE, method, groups=GROUPS)
    parts = contributions(result, TREE, method, node)
    assert parts.gap() < 1e-9
    assert np.abs(parts.values).sum() > 0
    below = TREE.layout.leaves_below(node or "I")
    assert not np.delete(parts.values, below, axis=1).any()


def test_by_default_a_contribution_is_weight_times_value() -> None:
    raw = sample(missing=0.0)
    result = compute(raw, TREE, Method())
    parts = contributions(result, TREE, Method())
    np.testing.assert_allclose(parts.values, result.effective_weights * result.normalised)
    assert (parts.offset == 0).all()


def test_weights_of_a_unit_with_gaps_are_rescaled_to_one() -> None:
    result = compute(sample(missing=0.2), TREE, Method())
    parts = contributions(result, TREE, Method())
    np.testing.assert_allclose(parts.weights.sum(axis=1), 1.0)
    assert (parts.weights[np.isnan(result.normalised)] == 0).all()


@pytest.mark.parametrize("name", METHODS)
def test_difference_of_two_units_is_explained_without_rest(name: str) -> None:
    method = METHODS[name]
    result = compute(sample(), TREE, method, groups=GROUPS)
    parts = contributions(result, TREE, method)
    versus = compare_units(parts, 3, parts, 17)
    assert versus.gap() < 1e-9 * max(1.0, abs(versus.difference))
    sizes = np.abs(versus.values[versus.order])
    assert (np.diff(sizes) <= 0).all()


def test_median_unit_and_neighbours() -> None:
    ranks = np.array([3, 0, 1, 2, 4])
    assert median_unit(ranks) == 3
    assert neighbours(ranks, 3) == (2, 0)
    assert neighbours(ranks, 2) == (None, 3)
    assert neighbours(ranks, 4) == (0, None)
    assert neighbours(ranks, 1) == (None, None)
    assert median_unit(np.zeros(3, dtype=int)) is None


def test_effect_of_a_treated_cell_is_the_rank_without_that_treatment() -> None:
    method = replace(Method(), treat=make_step("treat", "winsorise_sd", {"k": 2.0}))
    result = compute(sample(), TREE, method)
    cells = result.treated_cells
    untreated = replace(method, treat=make_step("treat", "none"))
    rows, counts = np.unique(cells.row, return_counts=True)
    assert counts.max() > 1, "a unit with several"
    for row in {int(rows[0]), int(rows[np.argmax(counts)]), int(rows[-1])}:
        expected = []
        for i in np.flatnonzero(cells.row == row):
            values = result.treated.copy()
            values[row, cells.column[i]] = cells.raw[i]
            expected.append(compute(values, TREE, untreated).ranks[row, 0])
        assert treatment_effects(result, TREE, method, row).tolist() == expected


def test_a_unit_without_treated_cells_has_no_effects() -> None:
    method = replace(Method(), treat=make_step("treat", "winsorise_sd", {"k": 2.0}))
    result = compute(sample(), TREE, method)
    row = next(row for row in range(len(result.ranks)) if row not in result.treated_cells.row)
    assert treatment_effects(result, TREE, method, row).tolist() == []


def test_filled_and_logged_cells_keep_the_rank_as_it_is() -> None:
    method = replace(
        Method(), treat=make_step("treat", "log"), missing=make_step("missing", "worst")
    )
    result = compute(sample(), TREE, method)
    assert {CELL_RULES[i] for i in result.treated_cells.rule} == {"log", "worst"}
    for row in np.unique(result.treated_cells.row):
        effects = treatment_effects(result, TREE, method, int(row))
        assert len(effects) == (result.treated_cells.row == row).sum()
        assert set(effects.tolist()) == {int(result.ranks[row, 0])}
