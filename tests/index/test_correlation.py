import numpy as np
import pytest
from scipy import stats

from scoring.index.correlation import average_ranks, kendall, spearman


def test_average_ranks_share_the_mean_of_tied_places() -> None:
    assert average_ranks(np.array([10.0, 20.0, 10.0, 30.0])).tolist() == [1.5, 3.0, 1.5, 4.0]


@pytest.mark.parametrize("ties", [False, True])
def test_both_agree_with_scipy(ties: bool) -> None:
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=200), rng.normal(size=200)
    y = y + x
    if ties:
        x, y = np.round(x), np.round(y)
    x[3], y[8] = np.nan, np.nan
    keep = ~(np.isnan(x) | np.isnan(y))
    assert spearman(x, y) == pytest.approx(stats.spearmanr(x[keep], y[keep]).statistic, rel=1e-12)
    assert kendall(x, y) == pytest.approx(stats.kendalltau(x[keep], y[keep]).statistic, rel=1e-12)


def test_a_constant_side_has_no_agreement() -> None:
    flat, line = np.ones(4), np.arange(4.0)
    assert np.isnan(spearman(flat, line))
    assert np.isnan(kendall(flat, line))
    assert np.isnan(spearman(line[:1], line[:1]))
