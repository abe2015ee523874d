from __future__ import annotations

import pytest

from surveys.numbers import GREATEST_KEY, number_text, whole_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.0, "0"),
        (-2.5, "-2.5"),
        (1234567.0, "1234567"),
        (1234567.89, "1234567.89"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
    ],
)
def test_a_number_is_written_so_that_it_reads_back(value: float, text: str) -> None:
    assert number_text(value) == text
    assert float(text) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (str(GREATEST_KEY), GREATEST_KEY),
        (str(GREATEST_KEY + 1), None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_a_whole_number_is_one_that_a_column_can_hold(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_a_whole_number_may_have_a_bound_of_its_own() -> None:
    assert [whole_number(text, most=12) for text in ("12", "13", "012")] == [12, None, None]
