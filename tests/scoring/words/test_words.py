"""Units and findings are said in the reader's language."""

import csv
import re
from pathlib import Path

import pytest
from django.utils import translation

from scoring.index.codes import FindingCode, Reason
from scoring.index.refusals import DataError, MethodError
from scoring.index.sensitivity.design import FACTORS
from scoring.index.words import FINDINGS, REASONS
from scoring.sensitivity.plan import StudyParameters
from scoring.unit_words import UNIT_WORDS, unit_label
from scoring.words.findings import FINDING_WORDS, finding_lines, finding_words
from scoring.words.method import rule_words
from scoring.words.reasons import REASON_WORDS, kept_words, placed_words, reason_words
from scoring.words.study import FACTOR_WORDS, PARAMETER_WORDS, parameter_lines

REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference"
SIGNS = {"%", "0-4"}


def finding(code: str, severity: str = "warning", /, **details: object) -> dict[str, object]:
    return {"code": code, "severity": severity, "subject": "Z9", "details": details}


def test_every_unit_of_the_reference_data_has_a_word() -> None:
    units = set()
    for name, column in (("indicators.csv", "unit"), ("variables.csv", "stored_unit")):
        with (REFERENCE / name).open(encoding="utf-8-sig") as stream:
            units |= {row[column] for row in csv.DictReader(stream)}
    assert units - SIGNS == set(UNIT_WORDS)


def test_a_unit_is_its_own_word_in_english() -> None:
    with translation.override("en"):
        assert [unit_label(unit) for unit in UNIT_WORDS] == list(UNIT_WORDS)
    with translation.override("zh-hans"):
        assert unit_label("yuan/person") == "元/人"
        assert unit_label("%") == "%"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("log", "Logarithm"),
        ("winsorise_sd", "Clip at mean ± k standard deviations"),
        ("group_median", "Take the median of the group"),
        ("a rule of tomorrow", "a rule of tomorrow"),
    ],
)
def test_the_rule_of_a_changed_cell_is_said(rule: str, words: str) -> None:
    with translation.override("en"):
        assert rule_words(rule) == words


@pytest.mark.django_db
def test_numbers_of_a_finding_are_kept() -> None:
    with translation.override("zh-hans"):
        lines = finding_lines(
            [
                finding("tied_ranks", "info", units=4),
                finding("unranked_units", units=12),
                finding("division_by_zero", units=3, rows="1, 2, 5"),
            ]
        )
    assert [line.text for line in lines] == [
        "12 个城市没有得分，不参与排名。",
        "3 个城市的除数为零，按缺失处理。",
        "4 个城市与其他城市并列，取并列排名中最靠前者。",
    ]
    assert lines[0].severity_label == "警告"


@pytest.mark.django_db
def test_a_sentence_from_before_codes_stands_as_it_was_written() -> None:
    (line,) = finding_lines([finding("legacy", "novel", code="new", text="as it was said")])
    assert (line.text, line.severity_label, line.name) == ("as it was said", "novel", "")


def test_every_factor_and_parameter_of_a_study_has_a_word() -> None:
    assert set(FACTOR_WORDS) == set(FACTORS)
    assert set(PARAMETER_WORDS) == set(StudyParameters().to_json())


def test_parameters_are_said_and_empty_ones_left_out() -> None:
    with translation.override("zh-hans"):
        lines = dict(parameter_lines({"seed": 7, "vary_scale": False, "rival": ""}))
    assert lines == {"随机种子": "7", "变动无量纲化与加总方式": "否"}


def test_a_fault_is_said_in_the_readers_language_or_as_it_was_written() -> None:
    with translation.override("zh-hans"):
        assert kept_words("unranked", {"unit": 12}) == "所选城市在本次运行中没有得分。"
        assert kept_words("legacy", {"text": "something else"}) == "something else"


ENGLISH = {
    "group_without_values": "3 indicators have no value in this group of 12 cities.",
    "units_without_group": "12 cities without a group keep their missing cells.",
    "still_skewed": "Still skewed after every step and the logarithm.",
    "constant_column": "All present values are 0.25 after treatment: it counts nothing.",
    "empty_column": "No city has a value: it counts nothing.",
    "constant_node": "All cities score the same here, so it adds nothing to its parent.",
    "unranked_units": "12 cities have no score and stay unranked.",
    "tied_ranks": "12 cities share a rank with another, the smallest one of their places.",
    "empty_node": "No city has a score here.",
    "overflow": "The value is too large in 12 cities and counts as missing.",
    "total_with_gaps": "The total of bases leaves out the missing values of 12 cities.",
    "division_by_zero": "Division by zero in 12 cities: the value counts as missing.",
}
NUMBERS: dict[str, str | int | float] = {
    "indicators": 3,
    "units": 12,
    "value": 0.25,
    "variable": "bases",
    "rows": "0, 1",
}


def test_each_finding_reads_so() -> None:
    with translation.override("en"):
        said = {code.value: finding_words(code, NUMBERS) for code in FindingCode}
    assert said == ENGLISH


PLACEHOLDER = re.compile(r"%\((\w+)\)")


@pytest.mark.parametrize("code", [*FindingCode, *Reason])
def test_every_code_has_words_in_both_languages_with_numbers_that_it_carries(
    code: FindingCode | Reason,
) -> None:
    """The command line's sentence shows what the code carries; a page may leave some out."""
    if isinstance(code, Reason):
        words, carried = REASON_WORDS[code], REASONS[code]
    else:
        words, carried = FINDING_WORDS[code], FINDINGS[code]
    with translation.override("en"):
        english = str(words)
    with translation.override("zh-hans"):
        chinese = str(words)
    assert chinese != english
    named = sorted(PLACEHOLDER.findall(english))
    assert sorted(PLACEHOLDER.findall(chinese)) == named
    assert set(named) <= set(PLACEHOLDER.findall(carried))


def test_a_refusal_names_its_place_and_the_mean() -> None:
    error = MethodError("treat.k", Reason.NOT_ABOVE, value="-1", low=0.0)
    with translation.override("zh-hans"):
        assert reason_words(error) == "-1 应大于 0"
        assert placed_words(error) == "treat.k：-1 应大于 0"
    mean = DataError(Reason.UNDEFINED_IN_DRAW, row=1, column=0, rule="geometric", value=-5.0)
    with translation.override("en"):
        assert reason_words(mean) == "the mean (Geometric mean) is not defined for -5"
