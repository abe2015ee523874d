"""The linear programme and the stretching of extremes, on small cases."""

from __future__ import annotations

import numpy as np
import pytest

from ecoasset.demo.making.columns import Column
from ecoasset.demo.making.raw import stretched, to_units
from ecoasset.demo.making.solve import DemoError, Requirement, solve
from scoring.index.rules.treat import winsorise_sd

ONE_COLUMN = np.array([[1.0], [0.5], [0.4], [0.0]])
WEIGHT = np.array([[1.0, 0.0, 0.0, 0.0]])
MOVABLE = np.array([True])


def _above(better: int, worse: int, gap: float) -> Requirement:
    both = np.array([[1.0, 0, 0, 0], [-1.0, 0, 0, 0]])
    return Requirement(np.array([better, worse]), both, gap)


def test_least_total_movement_reverses_two_cities() -> None:
    moved = solve(ONE_COLUMN, WEIGHT, MOVABLE, [_above(2, 1, 0.2)])
    assert moved[2, 0] - moved[1, 0] == pytest.approx(0.2)
    assert np.abs(moved - ONE_COLUMN).sum() == pytest.approx(0.5 - 0.4 + 0.2)


def test_best_and_worst_stay_pinned() -> None:
    moved = solve(ONE_COLUMN, WEIGHT, MOVABLE, [_above(1, 2, 0.3)])
    assert (moved[0, 0], moved[3, 0]) == (1.0, 0.0)


def test_an_order_against_the_pins_is_refused() -> None:
    with pytest.raises(DemoError):
        solve(ONE_COLUMN, WEIGHT, MOVABLE, [_above(3, 0, 0.1)])


def test_stretched_extreme_is_clipped_back_to_one() -> None:
    x = np.concatenate([np.linspace(0.0, 0.5, 99), [1.0]])
    raw = stretched(x)
    assert raw[-1] > 1.0
    clipped = winsorise_sd(raw[:, None], 3.0).values[:, 0]
    assert clipped == pytest.approx(x, abs=1e-12)


def test_low_extreme_is_stretched_downwards() -> None:
    x = np.concatenate([[0.0], np.linspace(0.5, 1.0, 99)])
    raw = stretched(x)
    assert raw[0] < 0.0
    assert winsorise_sd(raw[:, None], 3.0).values[:, 0] == pytest.approx(x, abs=1e-12)


def test_a_wide_column_is_left_alone() -> None:
    x = np.linspace(0.0, 1.0, 50)
    assert stretched(x) is x


def test_a_column_too_narrow_at_both_ends_is_refused() -> None:
    x = np.concatenate([[0.0, 1.0], np.full(200, 0.5)])
    with pytest.raises(DemoError, match="both"):
        stretched(x)


def test_negative_direction_is_mirrored_and_rounded() -> None:
    column = Column("X", 10.0, 20.0, 1, negative=True)
    assert to_units(np.array([0.0, 0.333, 1.0]), column).tolist() == [20.0, 16.7, 10.0]
