from __future__ import annotations

import pytest

from surveys.numbers import number_text


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
