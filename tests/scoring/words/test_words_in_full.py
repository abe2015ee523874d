"""Each function that puts something into words, with every branch and both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from scoring.index.codes import Reason
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError, FormulaError, MethodError
from scoring.kept_reason import kept_reason
from scoring.models.run import score_labels
from scoring.words.answers import counted_words
from scoring.words.audit import CHECK_WORDS, place_value
from scoring.words.details import shown_details
from scoring.words.findings import finding_lines, finding_words
from scoring.words.method import rule_words, step_words, value_words
from scoring.words.reasons import error_words, kept_words, placed_words, reason_words
from scoring.words.study import parameter_lines
from surveys.models import Question
from tests.builders import make_city
from tests.scoring.rows import make_index

YES_OR_NO, GRADE = Question(kind="binary"), Question(kind="ordinal")
OUT = DataError(Reason.OUT_OF_NUMBERS, row=1, column=2, place="C1.2")
NOT_ABOVE = MethodError("treat.k", Reason.NOT_ABOVE, value="-1", low=0.0)


def both(say: Any, *given: Any) -> tuple[str, str]:
    """In English and in Chinese."""
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(say(*given))
    return said[0], said[1]


@pytest.mark.parametrize(
    ("question", "value", "english", "chinese"),
    [
        (YES_OR_NO, 1.0, "yes", "是"),
        (YES_OR_NO, 0.0, "no", "否"),
        (YES_OR_NO, None, "not answered", "未答"),
        (GRADE, 0.0, "0", "0"),
        (GRADE, 1.0, "1", "1"),
        (GRADE, 3.0, "3", "3"),
        (GRADE, None, "not answered", "未答"),
    ],
)
def test_what_a_number_stands_for_as_an_answer(
    question: Question, value: float | None, english: str, chinese: str
) -> None:
    assert both(counted_words, question, value) == (english, chinese)


PLACE_VALUES = {
    "no_information": ("", ""),
    "unit_slip": ("× 2.5", "÷ 4"),
    "suspected_direction": ("2.50", "0.25"),
    "missing_by_indicator": ("250.0%", "25.0%"),
    "missing_by_unit": ("250.0%", "25.0%"),
    "rescale_favoured": ("2 places", "0 places"),
    "near_duplicate": ("2.50", "0.25"),
    "skewed": ("2.50", "0.25"),
    "zero_heavy": ("250.0%", "25.0%"),
    "low_alpha": ("2.50", "0.25"),
    "weak_within_group": ("2.50", "0.25"),
    "stronger_across_groups": ("2.50", "0.25"),
}


@pytest.mark.parametrize("check", CHECK_WORDS)
def test_the_number_of_each_check_of_the_audit(check: str) -> None:
    with translation.override("en"):
        assert (place_value(check, 2.5), place_value(check, 0.25)) == PLACE_VALUES[check]


def test_a_factor_of_one_is_no_division() -> None:
    assert (place_value("unit_slip", 1.0), place_value("unit_slip", 0.5)) == ("× 1", "÷ 2")


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("none", "No treatment", "不处理"),
        ("winsorise_percentile", "Clip at the percentiles p and 1 − p", None),
        ("rescale", "Rescale the weights over what is present", None),
        ("worst", "Take the worst value", "取最差值"),
        ("minmax", "minmax", "minmax"),
    ],
)
def test_how_a_cell_came_to_its_value(rule: str, english: str, chinese: str | None) -> None:
    said = both(rule_words, rule)
    assert said[0] == english
    assert said[1] == chinese if chinese else said[1] != english


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "–", "–"),
        (True, "yes", "是"),
        (False, "no", "否"),
        (0, "0", "0"),
        (1, "1", "1"),
        (2.0, "2", "2"),
        (0.25, "0.25", "0.25"),
        ("region", "Region", "区域"),
        ("province", "Province", "省份"),
        ("level", "Level", "行政级别"),
        ("climate", "climate", "climate"),
    ],
)
def test_a_value_of_a_parameter(value: Any, english: str, chinese: str) -> None:
    assert both(value_words, value) == (english, chinese)


@pytest.mark.parametrize(
    ("stage", "rule", "given", "words"),
    [
        ("normalise", "rank", {}, "Rank"),
        ("normalise", "minmax", {"lower": 1, "upper": 100}, "Min–max (from 1, to 100)"),
        (
            "treat",
            "winsorise_sd",
            {"k": 2.5},
            "Clip at mean ± k standard deviations (k (standard deviations) 2.5)",
        ),
        (
            "missing",
            "group_median",
            {"group": "level"},
            "Take the median of the group (group Level)",
        ),
        ("aggregate", "generalised", {"p": -1}, "Generalised mean (p -1)"),
        ("renormalise", "none", {}, "No rescaling"),
    ],
)
def test_a_step_with_its_parameters(
    stage: str, rule: str, given: dict[str, Any], words: str
) -> None:
    english, chinese = both(step_words, stage, make_step(stage, rule, given))
    assert english == words
    assert chinese != words


def test_no_step_of_its_own_is_as_the_method() -> None:
    assert both(step_words, "treat", None) == ("as the method", "同方法默认")


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({"value": 2.0, "units": 3}, {"value": "2", "units": "3"}),
        ({"value": 0.125}, {"value": "0.125"}),
        ({"rule": "geometric"}, {"rule": "Geometric mean"}),
        ({"rule": "median"}, {"rule": "median"}),
        ({"text": "x"}, {"text": "x"}),
    ],
)
def test_details_as_words_show_them(details: dict[str, Any], shown: dict[str, str]) -> None:
    with translation.override("en"):
        assert shown_details(details) == shown


def test_a_finding_names_its_variable_where_it_is_known() -> None:
    details: dict[str, Any] = {"variable": "gdp", "units": 2}
    with translation.override("en"):
        known = finding_words("total_with_gaps", details, {"gdp": "GDP", "area": "Area"})
        unknown = finding_words("total_with_gaps", details, {"area": "Area"})
        older = finding_words("an older code", {"text": "as it was"})
        bare = finding_words("an older code", {})
    assert known == "The total of GDP leaves out the missing values of 2 cities."
    assert unknown == "The total of gdp leaves out the missing values of 2 cities."
    assert (older, bare) == ("as it was", "an older code")


@pytest.mark.django_db
def test_findings_stand_gravest_first_with_the_names_of_their_subjects() -> None:
    make_index()
    rows: list[dict[str, Any]] = [
        {"code": code, "severity": severity, "subject": subject, "details": details}
        for code, severity, subject, details in (
            ("tied_ranks", "info", "INDEX", {"units": 2}),
            ("empty_column", "warning", "R1.1.1", {}),
            ("empty_node", "failure", "R", {}),
            ("still_skewed", "warning", "nothing of ours", {}),
            ("legacy", "of tomorrow", "R2", {"text": "x"}),
        )
    ]
    with translation.override("en"):
        lines = finding_lines(rows)
    assert [line.subject for line in lines] == ["R2", "R", "R1.1.1", "nothing of ours", "INDEX"]
    assert [line.severity_label for line in lines] == [
        "of tomorrow",
        "failure",
        "warning",
        "warning",
        "to know",
    ]
    named = {line.subject: line.name for line in lines}
    assert named["nothing of ours"] == ""
    assert all(name for subject, name in named.items() if subject != "nothing of ours")
    assert finding_lines([]) == []


def test_what_stopped_a_run_with_the_place_of_a_method_alone() -> None:
    with translation.override("en"):
        assert reason_words(NOT_ABOVE) == "-1 is not greater than 0"
        assert placed_words(NOT_ABOVE) == error_words(NOT_ABOVE)
        assert error_words(NOT_ABOVE) == "treat.k: -1 is not greater than 0"
        assert error_words(OUT) == reason_words(OUT)
        assert "character 7" in placed_words(FormulaError(Reason.TOO_DEEP, place=7))
    assert error_words(ValueError("as it is")) == "as it is"


@pytest.mark.django_db
def test_a_stored_refusal_names_city_and_column_as_far_as_they_are_known() -> None:
    city = make_city("甲市")
    words = "with this method the value becomes too large for a number"
    for places, start in (
        ({"at_city": city.adcode, "at_code": "C1"}, "甲市, C1: "),
        ({"at_city": "000000", "at_code": "C1"}, "000000, C1: "),
        ({"at_city": city.adcode}, "甲市: "),
        ({"at_code": "C1"}, "C1: "),
        ({"at_path": "treat.k", "at_city": city.adcode}, "treat.k: "),
        ({}, ""),
    ):
        with translation.override("en"):
            assert kept_words("out_of_numbers", places) == start + words
    assert kept_words("no code of ours", {}) == "no code of ours"


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        (ValueError("two\n lines"), "unexpected", {"text": "two lines"}),
        (NOT_ABOVE, "not_above", {"value": "-1", "low": 0.0, "at_path": "treat.k"}),
        (OUT, "out_of_numbers", {"at_city": "b", "at_code": "C1.2"}),
        (
            DataError(Reason.OUT_OF_NUMBERS, row=0, column=2),
            "out_of_numbers",
            {"at_city": "a", "at_code": "Z"},
        ),
        (
            DataError(Reason.OUT_OF_NUMBERS, row=0),
            "out_of_numbers",
            {"at_city": "a", "at_code": ""},
        ),
        (DataError(Reason.NO_UNIT), "no_unit", {}),
    ],
)
def test_what_is_stored_of_a_refusal(
    error: ValueError, code: str, details: dict[str, object]
) -> None:
    kept = kept_reason(error, adcodes=("a", "b"), codes=("X", "Y", "Z"))
    assert (kept.code, kept.details) == (code, details)


def test_a_refusal_without_names_of_rows_has_no_place() -> None:
    assert kept_reason(OUT).details == {}
    assert kept_reason(DataError(Reason.NO_UNIT, row=1, column=0), adcodes=("a", "b")).details == {
        "at_city": "b",
        "at_code": "",
    }


def test_parameters_of_a_study_in_words() -> None:
    given = {"seed": 0, "vary_scale": True, "vary_missing": False, "city": "", "of_old": 2}
    assert both(lambda: list(parameter_lines(given))) == (
        [
            ("Seed", "0"),
            ("Vary normalisation and aggregation", "Yes"),
            ("Vary the rule for missing values", "No"),
            ("of_old", "2"),
        ],
        [
            ("随机种子", "0"),
            ("变动无量纲化与加总方式", "是"),
            ("变动缺失值规则", "否"),
            ("of_old", "2"),
        ],
    )


def test_the_five_scores_in_words() -> None:
    with translation.override("en"):
        assert score_labels() == [
            "composite index",
            "resource endowment",
            "government management",
            "ecological compensation",
            "market value realisation",
        ]
