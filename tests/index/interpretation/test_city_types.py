"""Types, quadrants, group means, variance and mismatch on numbers worked out by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest

from scoring.index.interpretation.city_types import (
    TYPES,
    city_types,
    cross_means,
    domain_shares,
    group_means,
    mismatch,
    quadrants,
    variance_by_group,
)

REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference"


def names(shares: list[list[float]], tau: float = 0.05) -> list[str]:
    return [TYPES[i] if i >= 0 else "" for i in city_types(np.array(shares), tau)]


def test_type_is_the_larger_of_either_pair() -> None:
    assert names(
        [[0.4, 0.2, 0.1, 0.3], [0.4, 0.2, 0.3, 0.1], [0.2, 0.4, 0.1, 0.3], [0.2, 0.4, 0.3, 0.1]]
    ) == [
        "resource_market",
        "resource_compensation",
        "management_market",
        "management_compensation",
    ]


def test_balanced_needs_both_gaps_within_tau() -> None:
    assert names(
        [[0.25, 0.25, 0.25, 0.25], [0.275, 0.225, 0.27, 0.23], [0.25, 0.25, 0.3, 0.2]]
    ) == ["balanced", "balanced", "resource_compensation"]
    assert names([[0.26, 0.24, 0.25, 0.25]], 0.01) == ["resource_compensation"]


def test_missing_domain_has_no_type() -> None:
    assert names([[np.nan, 0.4, 0.3, 0.3]]) == [""]


def test_shares_plain_and_relative_to_the_national_mean() -> None:
    scores = np.array([[10.0, 30.0], [30.0, 30.0]])
    weights = np.array([0.5, 0.5])
    np.testing.assert_allclose(domain_shares(scores, weights), [[0.25, 0.75], [0.5, 0.5]])
    # means 20 and 30: the first unit has 1/2 and 1 of them
    np.testing.assert_allclose(domain_shares(scores, weights, relative=True)[0], [1 / 3, 2 / 3])
    assert np.isnan(domain_shares(np.zeros((1, 2)), weights)).all()


def test_quadrants_split_at_the_median_or_mean() -> None:
    x, y = np.array([1.0, 2.0, 9.0, np.nan]), np.array([5.0, 0.0, 4.0, 1.0])
    assert quadrants(x, y).tolist() == [2, 4, 1, 0]
    assert quadrants(x, y, split="mean").tolist() == [2, 3, 1, 0]
    assert quadrants(np.array([np.nan]), np.array([1.0])).tolist() == [0]


def test_group_means_leave_out_units_without_group_or_rank() -> None:
    means = group_means(
        np.array([1.0, 3.0, 8.0, np.nan, 5.0]),
        np.array([4, 3, 1, 0, 2]),
        np.array([0, 0, 2, 2, -1]),
    )
    assert means.label.tolist() == [0, 2]
    assert means.count.tolist() == [2, 1]
    assert means.score.tolist() == [2.0, 8.0]
    assert means.rank.tolist() == [3.5, 1.0]


def test_variance_splits_into_between_and_within() -> None:
    parts = variance_by_group(np.array([1.0, 3.0, 5.0, 7.0, 99.0]), np.array([0, 0, 1, 1, -1]))
    assert (parts.between, parts.within) == (16.0, 4.0)
    assert parts.share == 16 / 20
    small = variance_by_group(np.array([0.1, 0.3, 0.5, 0.7]), np.array([0, 0, 1, 1]))
    assert small.share == pytest.approx(16 / 20)
    assert np.isnan(variance_by_group(np.ones(3), np.zeros(3, dtype=int)).share)
    nobody = variance_by_group(np.array([np.nan]), np.array([0]))
    assert (nobody.between, nobody.within, nobody.groups, nobody.units) == (0.0, 0.0, 0, 0)


def test_province_explains_38_percent_of_the_published_management_ranks() -> None:
    with (REFERENCE / "cities.csv").open(encoding="utf-8", newline="") as file:
        province = {row["adcode"]: row["province_adcode"] for row in csv.DictReader(file)}
    with (REFERENCE / "published_2023.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ranks = np.array([float(row["management"]) for row in rows])
    codes = [province[row["adcode"]] for row in rows]
    labels = np.array([sorted(set(codes)).index(code) for code in codes])
    parts = variance_by_group(ranks, labels)
    assert (parts.groups, parts.units) == (31, 337)
    assert round(parts.share, 2) == 0.38


def test_mismatch_counts_quadrants_and_rank_differences() -> None:
    first, second = np.array([4.0, 3.0, 2.0, 1.0]), np.array([1.0, 4.0, 3.0, 2.0])
    ours = mismatch(first, np.array([1, 2, 3, 4]), second, np.array([4, 1, 2, 3]))
    assert ours.difference.tolist() == [3, -1, -1, -1]
    assert ours.quadrant_share.tolist() == [0.25, 0.25, 0.25, 0.25]
    assert ours.off_diagonal == 0.5
    assert ours.spearman == pytest.approx(1 - 6 * 12 / (4 * 15))


def test_cross_means_by_two_labels() -> None:
    mean, count = cross_means(
        np.array([1.0, 3.0, 8.0, 4.0]), np.array([0, 0, 1, -1]), np.array([1, 1, 0, 0]), (2, 2)
    )
    assert count.tolist() == [[0, 2], [1, 0]]
    assert mean[0, 1] == 2.0
    assert mean[1, 0] == 8.0
    assert np.isnan(mean[0, 0])
