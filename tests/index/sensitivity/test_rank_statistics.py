"""Summaries of drawn ranks, by hand and against the reference."""

import numpy as np

from scoring.index.sensitivity.rank_statistics import (
    beat_probability,
    share_moving,
    summarise,
    tiers,
)
from tests.index.reference import matrix, rows, units


def test_statistics_match_the_reference() -> None:
    names = tuple(f"r_{row['rep']}" for row in rows("A_ua_weights_drawn_set"))
    ranks = matrix("A_ua_weights_ranks", names).T.astype(np.int64)
    expected = {row["uCode"]: row for row in rows("A_ua_weights_rankstats")}
    nominal = np.array([int(expected[unit]["Nominal"]) for unit in units()])
    ours = summarise(ranks, nominal)
    for name, values in (
        ("Mean", ours.mean),
        ("Median", ours.median),
        ("Q5", ours.low),
        ("Q95", ours.high),
    ):
        column = [float(expected[unit][name]) for unit in units()]
        np.testing.assert_allclose(values, column, rtol=1e-12)


def test_unranked_draws_do_not_count() -> None:
    ranks = np.array([[1, 2, 0], [1, 0, 0], [2, 1, 0]])
    ours = summarise(ranks, np.array([1, 2, 0]))
    assert ours.mean[:2].tolist() == [4 / 3, 1.5]
    assert np.isnan(ours.mean[2])
    assert np.isnan(ours.high[2])


def test_share_of_moves_over_thresholds() -> None:
    ranks = np.array([[1, 8, 12, 25], [1, 2, 3, 4]])
    share = share_moving(ranks, np.array([1, 2, 1, 4]))
    assert share == {5: 3 / 8, 10: 2 / 8, 20: 1 / 8}


def test_probability_to_beat_counts_draws() -> None:
    ranks = np.array([[1, 2, 3], [2, 1, 3], [1, 1, 0], [1, 2, 3]])
    p = beat_probability(ranks)
    assert p[0].tolist() == [0, 2 / 4, 1]
    assert p[1].tolist() == [1 / 4, 0, 1]
    assert p[2].tolist() == [0, 0, 0]


def test_tier_ends_where_its_first_unit_surely_beats() -> None:
    p = np.array(
        [[0.0, 0.8, 0.97, 1.0], [0.2, 0.0, 0.9, 1.0], [0.0, 0.0, 0.0, 0.5], [0.0, 0.0, 0.5, 0.0]]
    )
    assert tiers(p, np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [1, 1, 2, 2]
    assert tiers(p, np.array([1.0, 2.0, 3.0, np.nan])).tolist() == [1, 1, 2, 0]
