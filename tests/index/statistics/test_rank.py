"""Ranks: rounding, ties, missing, and both ways of sorting."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.index.arrays import FloatArray
from scoring.index.statistics.rank import rank_columns, rank_rounded, rank_rows, round_scores


def slow_ranks(values: FloatArray) -> list[int]:
    return [0 if np.isnan(v) else 1 + sum(w > v for w in values) for v in values]


def test_noise_below_the_ninth_decimal_never_splits_a_tie() -> None:
    noise = np.array([0.1 + 0.2, 0.3, 0.3 - 1e-11, 0.2])
    assert rank_rounded(noise, 9).tolist() == [1, 1, 1, 4]
    assert rank_rows(noise).tolist() == [1, 2, 3, 4]


def test_rounding_is_half_away_from_zero() -> None:
    x = np.array([0.5, -0.5, 1.5, 2.5, np.nan])
    assert round_scores(x, 0)[:4].tolist() == [1, -1, 2, 3]
    assert np.isnan(round_scores(x, 0)[4])


def test_columns_are_ranked_apart_and_missing_is_zero() -> None:
    x = np.array([[1.0, np.nan], [3.0, 2.0], [3.0, np.nan]])
    assert rank_columns(x, 9).tolist() == [[3, 0], [1, 1], [1, 0]]


@given(
    arrays(
        np.float64,
        st.integers(1, 30),
        elements=st.sampled_from([-3.0, -0.0, 0.0, 0.25, 1e-10, 7.0, 1e17, -1e17, np.nan]),
    ),
)
def test_ranks_count_the_greater_values(values: FloatArray) -> None:
    assert rank_rows(values).tolist() == slow_ranks(values)
    rounded = round_scores(values, 9)
    assert rank_rounded(values, 9).tolist() == slow_ranks(rounded)


def test_many_rows_are_ranked_in_blocks_like_one() -> None:
    x = np.random.default_rng(0).normal(size=(300, 337)).round(2)
    together = rank_rounded(x, 9)
    assert together[::50].tolist() == [rank_rounded(row, 9).tolist() for row in x[::50]]
