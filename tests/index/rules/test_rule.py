"""A row has its function, an unknown rule raises, and neighbours give different results."""

from dataclasses import fields

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.chain.ledger import CELL_RULES
from scoring.index.method.rules import RULES, make_step
from scoring.index.rules.impute import MISSING, fill
from scoring.index.rules.means import AGGREGATE, power_means, power_of
from scoring.index.rules.normalise import NORMALISE, normalise
from scoring.index.rules.rescale import RENORMALISE, rescale_node
from scoring.index.rules.rule import Parameter, Rule, ScaleRule, Step
from scoring.index.rules.treat import TREAT, treat

# Skewed, with a tie, an outlier on either side and a gap; the second column runs downwards.
SAMPLE: FloatArray = np.array(
    [[1.0, 9.0], [2.0, 8.5], [2.0, 7.0], [3.0, np.nan], [4.0, 6.0], [5.0, 5.5], [60.0, -40.0]]
)
DIRECTION: FloatArray = np.array([1.0, -1.0])
GROUPS = {"province": np.array([0, 0, 0, 0, 1, 1, 1])}
NEEDED = {
    "winsorise_sd": {"k": 1.0},
    "goalposts": {"lower": 0.0, "upper": 10.0},
    "generalised": {"p": 0.5},
}


def result_of(stage: str, rule: str) -> FloatArray:
    """What one rule of a stage makes of the sample, as one array."""
    step = make_step(stage, rule, NEEDED.get(rule))
    if stage == "treat":
        return treat(SAMPLE, step).values
    if stage == "normalise":
        return normalise(SAMPLE, DIRECTION, step)[0]
    if stage == "missing":
        return fill(SAMPLE, DIRECTION, step, GROUPS).values
    if stage == "renormalise":
        return rescale_node(SAMPLE, step, 9)[0]
    x = np.array([[1.0], [2.0], [8.0]])
    left_out = np.zeros(x.shape, dtype=bool)
    return power_means(x, np.ones((3, 1)), left_out, np.zeros(1, dtype=np.int64), power_of(step))


@pytest.mark.parametrize("stage", list(RULES))
def test_each_rule_of_a_stage_gives_another_result_than_its_neighbours(stage: str) -> None:
    results = {rule: result_of(stage, rule) for rule in RULES[stage]}
    same = [
        (one, other)
        for one in results
        for other in results
        if one < other and np.allclose(results[one], results[other], equal_nan=True)
    ]
    assert same == []


def test_an_unknown_rule_is_never_run_as_another() -> None:
    unknown = Step("logistic")
    for run in (
        lambda: treat(SAMPLE, unknown),
        lambda: normalise(SAMPLE, DIRECTION, unknown),
        lambda: fill(SAMPLE, DIRECTION, unknown, GROUPS),
        lambda: rescale_node(SAMPLE, unknown, 9),
        lambda: power_of(unknown),
    ):
        with pytest.raises(KeyError, match="logistic"):
            run()


def test_a_row_cannot_be_made_without_its_function() -> None:
    with pytest.raises(TypeError, match="function"):
        Rule(parameters=(Parameter("k", 3.0),))  # type: ignore[call-arg]
    assert all(callable(row.function) for rules in RULES.values() for row in rules.values())


@pytest.mark.parametrize("stage", ["normalise", "renormalise"])
def test_no_value_lies_below_the_least_that_its_row_promises(stage: str) -> None:
    rules = {"normalise": NORMALISE, "renormalise": RENORMALISE}[stage]
    for rule, row in rules.items():
        assert isinstance(row, ScaleRule)
        least = row.least(make_step(stage, rule, NEEDED.get(rule)))
        assert np.nanmin(result_of(stage, rule)) >= least


def test_every_rule_that_changes_cells_has_a_number_in_the_ledger() -> None:
    changing = {*TREAT, *MISSING} - {"none", "rescale"}
    assert set(CELL_RULES) == changing


def test_a_step_gives_its_parameters_by_name() -> None:
    step = make_step("normalise", "minmax", {"lower": 1.0})
    assert (step.number("lower"), step.number("upper"), str(step)) == (
        1.0,
        100.0,
        "minmax:lower=1:upper=100",
    )
    with pytest.raises(KeyError):
        step.value("sd")
    assert [field.name for field in fields(step)] == ["rule", "parameters"]
    assert set(AGGREGATE) == set(RULES["aggregate"])
