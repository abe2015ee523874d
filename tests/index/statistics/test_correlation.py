"""Correlations, Cronbach's alpha and rank correlations against reference and hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.statistics.correlation import (
    covariance,
    cronbach_alpha,
    kendall,
    pearson,
    spearman,
)
from tests.index.reference import asem_raw, asem_tree, rows


@pytest.fixture(scope="module")
def normalised() -> FloatArray:
    method = replace(Method(), treat=make_step("treat", "winsorise_skew"))
    return compute(asem_raw(), asem_tree(), method).normalised


def test_correlations_match_the_reference(normalised: FloatArray) -> None:
    codes = asem_tree().leaf_codes
    table = {row["iCode"]: row for row in rows("A_corr_normalised_pearson")}
    expected = [[float(table[a][b]) for b in codes] for a in codes]
    np.testing.assert_allclose(pearson(normalised), expected, rtol=1e-9, atol=1e-11)


def test_alpha_matches_the_reference(normalised: FloatArray) -> None:
    layout = asem_tree().layout
    for row in rows("A_cronbach_alpha_normalised"):
        own = cronbach_alpha(normalised[:, layout.leaves_below(row["group"])])
        assert own == pytest.approx(float(row["alpha"]), rel=1e-9)


def test_pairs_use_the_rows_that_both_have() -> None:
    x = np.array([[1.0, 2.0], [2.0, np.nan], [4.0, 3.0], [5.0, 8.0], [np.nan, 1.0]])
    both = x[[0, 2, 3]]
    np.testing.assert_allclose(covariance(x)[0, 1], np.cov(both.T)[0, 1])
    np.testing.assert_allclose(pearson(x)[0, 1], np.corrcoef(both.T)[0, 1])


def test_column_without_spread_has_no_correlation() -> None:
    x = np.column_stack([np.full(6, 0.1), np.arange(6.0)])
    assert np.isnan(pearson(x)[0]).all()
    assert np.isnan(cronbach_alpha(x))


def test_rank_correlations_equal_scipy() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.integers(0, 9, 50).astype(float), rng.integers(0, 9, 50).astype(float)
    assert kendall(a, b) == pytest.approx(stats.kendalltau(a, b).statistic, rel=1e-12)
    assert spearman(a, b) == pytest.approx(stats.spearmanr(a, b).statistic, rel=1e-12)
    a[3] = np.nan
    kept = ~np.isnan(a)
    assert kendall(a, b) == pytest.approx(stats.kendalltau(a[kept], b[kept]).statistic)


def test_too_few_pairs_give_nan() -> None:
    one, gap = np.array([1.0, 2.0]), np.array([np.nan, 1.0])
    assert np.isnan(spearman(one, gap))
    assert np.isnan(kendall(one, gap))
