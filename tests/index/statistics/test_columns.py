"""Column statistics against NumPy and the reference table."""

import numpy as np

from scoring.index.statistics.columns import moments, quantile, skew_kurtosis
from tests.index.reference import asem_raw, asem_tree, assert_close, rows


def test_statistics_match_the_reference() -> None:
    raw, codes = asem_raw(), asem_tree().leaf_codes
    stats = {row["iCode"]: row for row in rows("A_stats_raw")}
    ours = moments(raw)
    skew, kurtosis = skew_kurtosis(raw)
    for name, values in (
        ("Min", ours.low),
        ("Max", ours.high),
        ("Mean", ours.mean),
        ("Std", ours.sd),
        ("Skew", skew),
        ("Kurt", kurtosis),
        ("Median", quantile(raw, 0.5)),
    ):
        assert_close(values, np.array([float(stats[code][name]) for code in codes]))


def test_quantile_equals_numpy() -> None:
    x = np.random.default_rng(2).normal(size=(23, 4))
    x[[1, 5, 9], [0, 0, 2]] = np.nan
    for q in (0.0, 0.05, 0.33, 0.5, 0.95, 1.0):
        np.testing.assert_array_equal(quantile(x, q), np.nanquantile(x, q, axis=0))


def test_undefined_statistics_are_nan_and_equal_values_have_no_spread() -> None:
    x = np.array([[np.nan, 1.0, 0.1], [np.nan, np.nan, 0.1], [np.nan, np.nan, 0.1]])
    stats = moments(x)
    assert stats.count.tolist() == [0, 1, 3]
    assert np.isnan(stats.sd[:2]).all()
    assert (stats.mean[2], stats.sd[2]) == (0.1, 0.0)
    assert np.isnan(skew_kurtosis(x)).all()
    assert np.isnan(quantile(x, 0.5)[0])


def test_spread_of_very_small_and_very_large_values_is_kept() -> None:
    x = np.array([1.0, 2.0, 4.0])
    expected = moments(x[:, None]).sd[0]
    for scale in (1e-250, 1e-160, 1e99):
        np.testing.assert_allclose(moments((x * scale)[:, None]).sd[0] / scale, expected)
