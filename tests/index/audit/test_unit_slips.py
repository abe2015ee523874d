"""The search for slipped units: which columns and cells it looks at."""

import numpy as np

from scoring.index.audit.unit_slips import unit_slips


def test_codes_and_small_counts_are_left_alone() -> None:
    raw = np.array([[0.0], [1.0], [1.0], [100.0]] * 5)
    assert len(unit_slips(raw, None)[0]) == 0


def test_wide_but_continuous_spread_is_no_slip() -> None:
    raw = np.logspace(0, 4, 40)[:, None]
    assert len(unit_slips(raw, None)[0]) == 0


def test_largest_factor_comes_first() -> None:
    raw = np.linspace(10, 20, 30)[:, None] * np.ones((1, 2))
    raw[3, 0] *= 100
    raw[5, 1] *= 10_000
    rows, columns, factors = unit_slips(raw, None)
    assert (rows.tolist(), columns.tolist()) == ([5, 3], [1, 0])
    assert factors.tolist() == [10_000.0, 100.0]


def test_group_that_is_too_small_gives_way_to_all_units() -> None:
    raw = np.linspace(10, 20, 30)[:, None]
    raw[0] *= 100
    groups = np.full(30, 1)
    groups[:3] = 0
    assert unit_slips(raw, groups)[0].tolist() == [0]


def test_small_true_values_of_a_column_that_reaches_zero_are_no_slips() -> None:
    raw = np.random.default_rng(1).beta(1.3, 3, (337, 20)) * 1000
    assert len(unit_slips(raw, None)[0]) <= 2
    raw[5, 3] = 250 * 10_000
    rows, columns, factors = unit_slips(raw, None)
    assert (rows[0], columns[0], factors[0]) == (5, 3, 10_000.0)
