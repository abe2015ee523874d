"""The answers of `2023-demo`: complete, adjudicated, coded twice with believable disagreement."""

from __future__ import annotations

from collections import Counter

import pytest

from ecoasset.demo.fixture import DemoAnswer, DemoEdition
from ecoasset.demo.making.columns import FLAGS, SMALL_COUNTS
from ecoasset.demo.making.reference import Reference

# What these editions were drawn with; a question that is newer has no answers in them.
DRAWN = {*FLAGS, *(steps.code for steps in SMALL_COUNTS), "reply_quality", "leading_group_head"}
QUESTIONS = (
    "leading_group",
    "implementation_plan",
    "gep_standard",
    "gep_accounting",
    "property_registration",
    "reply_quality",
    "entrustment_pilot",
    "two_mountains_bases",
    "national_park",
    "vertical_policy",
    "forest_exchange",
    "water_trading",
)


def nominal_alpha(answers: list[DemoAnswer]) -> float:
    """Krippendorff's alpha of two complete codings: 1 - observed / expected disagreement."""
    observed = sum(a.code_a != a.code_b for a in answers) / len(answers)
    counts = Counter(code for a in answers for code in (a.code_a, a.code_b))
    n = sum(counts.values())
    expected = 1 - sum(c * (c - 1) for c in counts.values()) / (n * (n - 1))
    return 1 - observed / expected


def test_every_city_has_an_answer_to_every_question(
    reference: Reference, demo_2023: DemoEdition
) -> None:
    asked = [q["code"] for q in reference.questions if q["code"] in DRAWN]
    cells = [(a.adcode, a.question) for a in demo_2023.answers]
    assert cells == [(c["adcode"], code) for c in reference.cities for code in asked]
    assert {a.state for a in demo_2023.answers} == {"approved"}
    assert not any(a.value in {"", "unknown"} for a in demo_2023.answers)


@pytest.mark.parametrize("question", QUESTIONS)
def test_agreement_before_adjudication_is_believable(question: str, demo_2023: DemoEdition) -> None:
    alpha = nominal_alpha([a for a in demo_2023.answers if a.question == question])
    assert 0.75 < alpha < 0.93


def test_mean_agreement_is_about_085(reference: Reference, demo_2023: DemoEdition) -> None:
    codes = [q["code"] for q in reference.questions if q["code"] in DRAWN]
    alphas = [nominal_alpha([a for a in demo_2023.answers if a.question == c]) for c in codes]
    assert sum(alphas) / len(alphas) == pytest.approx(0.85, abs=0.02)


def test_the_decided_value_is_one_of_the_two_codes(demo_2023: DemoEdition) -> None:
    assert all(a.value in {a.code_a, a.code_b} for a in demo_2023.answers)


def test_two_different_coders_read_each_city(demo_2023: DemoEdition) -> None:
    assert all(a.coder_a != a.coder_b for a in demo_2023.answers)
    coders = {name for a in demo_2023.answers for name in (a.coder_a, a.coder_b)}
    assert coders == {f"demo-assistant-{n}" for n in range(1, 5)}


def test_in_preparation_occurs_and_counts_as_no(demo_2023: DemoEdition) -> None:
    plans = Counter(a.value for a in demo_2023.answers if a.question == "implementation_plan")
    assert plans["in_preparation"] > 0
    assert plans["yes"] == 166


def test_basis_fits_the_answer(demo_2023: DemoEdition) -> None:
    replied = {key for reply in demo_2023.replies for key, _outcome in reply.letters}
    for a in demo_2023.answers:
        assert (a.basis == "reply") == bool(a.request)
        assert (a.basis == "reply") == (a.found_on is None)
        assert a.basis != "reply" or a.request in replied
        claims = {a.code_a, a.code_b} - {"no", "unknown", "0"}
        assert a.basis != "search" or not claims
