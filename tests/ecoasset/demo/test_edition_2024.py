"""`2024-demo`: near last year's, unfinished, with gaps and slips in known places."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.matrix import demo_matrix
from ecoasset.demo.making.reference import Reference
from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method

STATES = {
    "not_coded",
    "draft",
    "coded_once",
    "coded_both_agree",
    "coded_both_disagree",
    "in_review",
    "returned",
    "approved",
}
DECIDED = {"coded_both_agree", "in_review", "returned", "approved"}


@pytest.fixture(scope="module")
def matrix(reference: Reference, demo_2024: DemoEdition) -> FloatArray:
    return demo_matrix(reference, demo_2024)


def test_answers_stand_in_every_state(demo_2024: DemoEdition) -> None:
    counts = Counter(a.state for a in demo_2024.answers)
    assert counts.keys() == STATES
    assert min(counts.values()) > 50


def test_codes_and_values_fit_the_state(demo_2024: DemoEdition) -> None:
    for a in demo_2024.answers:
        assert bool(a.value) == (a.state in DECIDED)
        assert bool(a.code_a) == (a.state != "not_coded")
        twice = a.state in DECIDED | {"coded_both_disagree"}
        assert bool(a.code_b) == (twice and bool(a.coder_b))
        if a.state == "coded_both_disagree":
            assert a.code_a != a.code_b
        if a.state == "coded_both_agree":
            assert a.code_a == a.code_b == a.value


def test_a_third_of_the_decided_answers_were_coded_by_one_person(demo_2024: DemoEdition) -> None:
    """By protocol: no second coder is named, so nothing is outstanding."""
    decided = [a for a in demo_2024.answers if a.state in {"approved", "in_review", "returned"}]
    single = [a for a in decided if not a.coder_b]
    assert 0.30 < len(single) / len(decided) < 0.40
    assert all(a.value == a.code_a and not a.code_b for a in single)
    assert all(a.coder_b for a in demo_2024.answers if a.state not in DECIDED)
    assert len({a.question for a in single}) == len({a.question for a in decided})


def test_some_statistics_are_missing_but_most_are_there(
    reference: Reference, demo_2024: DemoEdition
) -> None:
    cells = len(reference.cities) * len(reference.stored_codes)
    present = sum(len(row) for row in demo_2024.values.values())
    assert 0.005 < 1 - present / cells < 0.04


def test_values_are_near_last_years_but_for_the_marked_slips(
    demo_2023: DemoEdition, demo_2024: DemoEdition
) -> None:
    marked = {(d.adcode, d.indicator) for d in demo_2024.doubts}
    assert len(marked) == 12
    ratios = {
        (city, code): value / demo_2023.values[city][code]
        for city, row in demo_2024.values.items()
        for code, value in row.items()
        if demo_2023.values[city][code] > 20
    }
    far = {cell for cell, ratio in ratios.items() if not 0.6 < ratio < 1.5}
    assert far == marked & ratios.keys()


def test_doubts_give_the_sound_value(demo_2024: DemoEdition) -> None:
    for doubt in demo_2024.doubts:
        ratio = demo_2024.values[doubt.adcode][doubt.indicator] / doubt.sound_value
        assert not 0.2 < ratio < 5, doubt
    kinds = Counter(doubt.kind for doubt in demo_2024.doubts)
    assert kinds == {"unit_slip": 6, "share_as_fraction": 2, "digit_slip": 4}


def test_the_unfinished_edition_can_be_ranked(reference: Reference, matrix: FloatArray) -> None:
    result = compute(matrix, reference.tree, Method.default())
    assert np.isnan(matrix).any()
    ranks = result.ranks[:, 0]
    assert len(set(ranks.tolist())) == 337
    assert 0.5 < np.corrcoef(ranks, reference.published[:, 0])[0, 1] < 1
