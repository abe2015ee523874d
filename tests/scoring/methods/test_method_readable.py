from __future__ import annotations

import pytest
from django.utils import translation

from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import RULES, make_step
from scoring.methods.readable import differences, field_words, method_lines, overrides
from scoring.words.method import PARAMETERS, RULE_WORDS, step_words
from tests.scoring.methods.test_method_weighting import outline

pytestmark = pytest.mark.usefixtures("english")


def said(old: Method, new: Method) -> list[tuple[str, str, str]]:
    return [(row.label, row.old, row.new) for row in differences(old, new, outline())]


def test_every_rule_and_parameter_has_words() -> None:
    assert {stage: set(rules) for stage, rules in RULES.items()} == {
        stage: set(words) for stage, words in RULE_WORDS.items()
    }
    named = {p.name for rules in RULES.values() for row in rules.values() for p in row.parameters}
    assert named == set(PARAMETERS)


def test_the_same_method_has_no_differences() -> None:
    assert said(Method.default(), Method()) == []


def test_a_changed_rule_is_one_row_with_its_numbers() -> None:
    new = Method(treat=make_step("treat", "none"))
    sd = "Clip at mean ± k standard deviations (k (standard deviations) 3)"
    assert said(Method(), new) == [("Outlier treatment", sd, "No treatment")]


def test_overrides_weights_and_options_each_have_a_row() -> None:
    new = Method(
        weights={"A": 2.5},
        indicators={"a2": IndicatorRules(normalise=make_step("normalise", "rank"))},
        nodes={"B": NodeRules(availability=0.5)},
        tau=0.1,
        quadrant_split="mean",
    )
    assert said(Method(), new) == [
        ("Balance threshold τ of the types", "0.05", "0.1"),
        ("Quadrants split at", "the median", "the mean"),
        ("A A · Local weight", "1 (the tree's)", "2.5"),
        ("a2 a2 · Normalisation", "as the method", "Rank"),
        ("B B · Least share of weight present", "as the method", "0.5"),
    ]


def test_the_other_way_round_the_columns_change_places() -> None:
    old, new = Method(), Method(weights={"A": 2.0})
    assert [(b, a) for _label, a, b in said(old, new)] == [
        (a, b) for _label, a, b in said(new, old)
    ]


def test_lines_name_every_choice_of_the_whole_method() -> None:
    lines = {line.label: line.text for line in method_lines(Method.default())}
    assert lines["Normalisation"] == "Min–max (from 0, to 100)"
    assert lines["Decimals before ranking"] == "9"
    assert len(lines) == len(RULES) + 6


def test_the_group_of_a_median_has_its_word() -> None:
    step = make_step("missing", "group_median", {"group": "region"})
    assert step_words("missing", step) == "Take the median of the group (group Region)"


def test_overrides_of_a_code() -> None:
    rules = NodeRules(aggregate=make_step("aggregate", "generalised", {"p": 2}), availability=0.25)
    method = Method(nodes={"A": rules})
    assert [line.text for line in overrides(method, "A")] == ["Generalised mean (p 2)", "0.25"]
    assert overrides(method, "a1") == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("w:a1", "a1 a1"),
        ("treat:k", "Outlier treatment · k (standard deviations)"),
        ("n:A:aggregate:rule", "A A · Aggregation"),
        ("tau", "Balance threshold τ of the types"),
        ("", ""),
    ],
)
def test_a_field_has_words(name: str, words: str) -> None:
    assert field_words(name, outline()) == words


def test_steps_read_in_chinese_where_the_catalogue_has_them() -> None:
    with translation.override("zh-hans"):
        assert step_words("treat", make_step("treat", "none")) != "No treatment"
