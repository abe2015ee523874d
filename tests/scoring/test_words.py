"""Units and findings are said in the reader's language."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from scoring.index.sensitivity.design import FACTORS
from scoring.sensitivity.plan import StudyParameters
from scoring.unit_words import UNIT_WORDS, unit_label
from scoring.words.findings import finding_lines
from scoring.words.method import rule_words
from scoring.words.study import FACTOR_WORDS, PARAMETER_WORDS, fault_words, parameter_lines

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
SIGNS = {"%", "0-4"}


def finding(code: str, detail: str, severity: str = "warning") -> dict[str, str]:
    return {"code": code, "severity": severity, "subject": "Z9", "detail": detail}


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
                finding("tied_ranks", "4 units share a rank with another, the smallest", "info"),
                finding("unranked_units", "12 units have no score and no rank (rows 0, 1)"),
                finding("division_by_zero", "division by zero in 3 rows (1, 2, 5)"),
            ]
        )
    assert [line.text for line in lines] == [
        "12 个城市没有得分，不参与排名。",
        "3 个城市的除数为零，按缺失处理。",
        "4 个城市与其他城市并列，取并列名次中最靠前者。",
    ]
    assert lines[0].severity_label == "警告"


@pytest.mark.django_db
def test_a_finding_without_words_stands_as_it_is() -> None:
    (line,) = finding_lines([finding("something_new", "as it was said", "novel")])
    assert (line.text, line.severity_label, line.name) == ("as it was said", "novel", "")


def test_every_factor_and_parameter_of_a_study_has_a_word() -> None:
    assert set(FACTOR_WORDS) == set(FACTORS)
    assert set(PARAMETER_WORDS) == set(StudyParameters().to_json())


def test_parameters_are_said_and_empty_ones_left_out() -> None:
    with translation.override("zh-hans"):
        lines = dict(parameter_lines({"seed": 7, "vary_scale": False, "rival": ""}))
    assert lines == {"随机种子": "7", "变动无量纲化与加总方式": "否"}


def test_a_fault_is_said_where_there_are_words() -> None:
    with translation.override("zh-hans"):
        assert fault_words("the unit in row 12 has no score") == "所选城市在本次运行中没有得分。"
        assert fault_words("something else") == "something else"
