"""Filling of missing cells on the raw scale."""

import numpy as np
import pytest

from scoring.index.method.rules import make_step
from scoring.index.refusals import MethodError
from scoring.index.rules.impute import fill

RAW = np.array([[1.0, 9.0], [np.nan, 5.0], [3.0, np.nan], [8.0, np.nan]])
DIRECTION = np.array([1.0, -1.0])


def test_rescale_fills_nothing() -> None:
    assert fill(RAW, DIRECTION, make_step("missing", "rescale"), {}).values is RAW


def test_worst_is_the_least_or_for_a_negative_direction_the_greatest() -> None:
    values = fill(RAW, DIRECTION, make_step("missing", "worst"), {}).values
    assert values[1, 0] == 1.0
    assert values[2:, 1].tolist() == [9.0, 9.0]


def test_group_median_uses_the_units_own_group() -> None:
    groups = {"province": np.array([0, 0, 1, 1])}
    filling = fill(RAW, DIRECTION, make_step("missing", "group_median"), groups)
    assert filling.values[1, 0] == 1.0
    assert np.isnan(filling.values[2:, 1]).all()
    assert [(f.code, f.subject) for f in filling.findings] == [
        ("group_without_values", "province:1")
    ]


def test_unit_without_a_group_is_left_missing() -> None:
    groups = {"province": np.array([0, -1, 0, 0])}
    filling = fill(RAW, DIRECTION, make_step("missing", "group_median"), groups)
    assert np.isnan(filling.values[1, 0])
    assert filling.values[2, 1] == 9.0


def test_grouping_must_be_given() -> None:
    with pytest.raises(MethodError, match="region"):
        fill(RAW, DIRECTION, make_step("missing", "group_median", {"group": "region"}), {})
