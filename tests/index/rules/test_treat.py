"""Each treatment on columns small enough to work out by hand, and against the reference."""

import numpy as np
import pytest

from scoring.index.method.rules import make_step
from scoring.index.rules.treat import (
    logarithm,
    treat,
    winsorise_percentile,
    winsorise_sd,
    winsorise_skew,
)
from tests.index.reference import asem_raw, asem_tree, rows


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_winsorise_sd_clips_at_mean_plus_k_sd() -> None:
    x = column(0, 0, 0, 4)
    result = winsorise_sd(x, 1.0)
    assert result.upper[0] == 1 + 2
    assert result.values[:, 0].tolist() == [0, 0, 0, 3]


def test_winsorise_percentile_uses_linear_quantiles() -> None:
    result = winsorise_percentile(column(*range(11)), 0.15)
    assert (result.lower[0], result.upper[0]) == (1.5, 8.5)
    assert result.values[:, 0].tolist() == [1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 8.5, 8.5]


def test_skew_steps_agree_with_the_reference() -> None:
    raw, codes = asem_raw(), asem_tree().leaf_codes
    result = winsorise_skew(raw, winmax=5, skew=2.0, kurtosis=3.5)
    for row in rows("A_treated_default_details"):
        i = codes.index(row["iCode"])
        bound = np.isfinite([result.lower[i], result.upper[i]]).any()
        assert bound == (row["check_SkewKurt0.Pass"] == "FALSE")
        # no extreme is tied in these columns, so a step moves one value
        changed = ((result.values[:, i] != raw[:, i]) & ~np.isnan(raw[:, i])).sum()
        assert changed == int(row["winsorise.nwin"] or 0)
    assert not result.logged.any()


def test_a_step_moves_all_points_tied_at_the_extreme() -> None:
    x = column(*[0.0] * 20, *np.arange(20) / 10, 50, 50)
    result = winsorise_skew(x, winmax=1, skew=2.0, kurtosis=3.5)
    assert result.values[-2:, 0].tolist() == [1.9, 1.9]
    assert not result.logged[0]


def test_negative_skew_is_pulled_up_from_the_least() -> None:
    x = -column(*np.arange(20) / 10, 50)
    result = winsorise_skew(x, winmax=5, skew=2.0, kurtosis=3.5)
    assert result.values[-1, 0] == -1.9
    assert result.lower[0] == -1.9


def test_log_follows_when_the_steps_do_not_suffice() -> None:
    x = column(*np.exp(np.arange(30) * 0.9))
    result = winsorise_skew(x, winmax=1, skew=2.0, kurtosis=3.5)
    low, high = x.min(), x.max()
    assert result.logged[0]
    np.testing.assert_allclose(result.values, np.log(x - low + 0.01 * (high - low)), rtol=1e-15)


def test_log_that_fails_too_is_kept_and_marked() -> None:
    x = column(*[0.0] * 60, 1.0)
    result = winsorise_skew(x, winmax=0, skew=2.0, kurtosis=3.5)
    assert result.logged[0]
    assert result.failed[0]
    assert not np.array_equal(result.values, x)


def test_two_sided_log_mirrors_negative_skew() -> None:
    x = -column(1, 2, 3, 90)
    np.testing.assert_allclose(logarithm(x, two_sided=True).values, -logarithm(-x).values)
    assert (np.diff(logarithm(x).values[:, 0]) < 0).all()


@pytest.mark.parametrize(
    "rule", ["none", "winsorise_sd", "winsorise_percentile", "winsorise_skew", "log"]
)
def test_columns_without_spread_and_missing_cells_stay(rule: str) -> None:
    x = np.array([[0.1, np.nan, 7.0], [0.1, np.nan, np.nan], [0.1, np.nan, np.nan]])
    result = treat(x, make_step("treat", rule))
    np.testing.assert_array_equal(result.values, x)
    assert not result.logged.any()


def test_a_column_untouched_by_rule_none_is_a_copy() -> None:
    x = column(1, 2, 900)
    result = treat(x, make_step("treat", "none"))
    result.values[0, 0] = 5
    assert x[0, 0] == 1


def test_a_skewness_at_its_limit_is_out_of_range_on_every_scale() -> None:
    """Four values, three of them equal: |G1| = 2 and G2 = 4 exactly, and off by their last
    bits on most scales."""
    column = np.array([[0.0], [0.0], [0.0], [1.0]])
    for scale in (1.0, 0.1, 1 / 3, 7.3, 1e-3, 123.456):
        for shift in (0.0, 0.3, -17.1):
            treated = winsorise_skew(column * scale + shift, winmax=5, skew=2.0, kurtosis=3.5)
            assert np.ptp(treated.values) == 0.0, (scale, shift)
