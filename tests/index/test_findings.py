"""Findings are codes with their numbers; the sentence is made where it is shown."""

from scoring.index.codes import FindingCode
from scoring.index.findings import Finding, Severity, six_digits


def test_severities_are_stable_words() -> None:
    assert [severity.value for severity in Severity] == ["info", "warning", "failure"]


def test_the_sentence_is_made_of_code_and_numbers() -> None:
    finding = Finding(FindingCode.TIED_RANKS, Severity.INFO, "all", {"units": 4})
    assert finding.code == "tied_ranks"
    assert finding.detail == ("4 units share a rank with another, the smallest one of their places")


def test_numbers_are_kept_as_they_are_shown() -> None:
    assert six_digits(1 / 3) == 0.333333
    assert six_digits(1234567.0) == 1234570.0
