"""Each normalisation by hand: direction first, ties, missing, columns without spread."""

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.method.rules import make_step
from scoring.index.rules.normalise import normalise

UP, DOWN = np.array([1.0]), np.array([-1.0])


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def run(x: FloatArray, direction: FloatArray, rule: str, **parameters: float) -> list[float]:
    step = make_step("normalise", rule, parameters)
    return [float(value) for value in normalise(x, direction, step)[0][:, 0]]


def test_minmax_spans_the_range_in_either_direction() -> None:
    assert run(column(2, 4, 6), UP, "minmax") == [0, 50, 100]
    assert run(column(2, 4, 6), DOWN, "minmax", lower=1.0) == [100, 50.5, 1]


def test_zscore_has_the_wanted_mean_and_sd() -> None:
    assert run(column(2, 4, 6), UP, "zscore", mean=50.0, sd=10.0) == [40, 50, 60]


def test_ranks_ascend_and_ties_take_the_lowest() -> None:
    x = column(5, 3, 3, 9, np.nan)
    assert run(x, UP, "rank")[:4] == [3, 1, 1, 4]
    assert run(x, UP, "percent_rank")[:4] == [2 / 3, 0, 0, 1]
    assert run(x, DOWN, "rank")[:4] == [2, 3, 3, 1]
    assert np.isnan(run(x, UP, "rank")[4])


def test_goalposts_clip_on_the_raw_scale() -> None:
    posts = {"lower": 0.0, "upper": 10.0}
    assert run(column(-5, 2, 20), UP, "goalposts", **posts) == [0, 0.2, 1]
    assert run(column(-5, 2, 20), DOWN, "goalposts", scale=100.0, **posts) == [100, 80, 0]
    posts = {"lower": 2.0, "upper": 10.0}
    assert run(column(0, 2, 4, 10), UP, "goalposts", **posts) == [0, 0, 0.25, 1]


@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", "percent_rank"])
def test_constant_column_becomes_missing_and_empty_one_stays(rule: str) -> None:
    x = np.array([[3.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    values, constant = normalise(x, np.array([1.0, -1.0]), make_step("normalise", rule))
    assert np.isnan(values).all()
    assert constant.tolist() == [True, False]


def test_goalposts_know_a_constant_column() -> None:
    step = make_step("normalise", "goalposts", {"lower": 0.0, "upper": 4.0})
    values, constant = normalise(column(3, 3), UP, step)
    assert values[:, 0].tolist() == [0.75, 0.75]
    assert not constant[0]
