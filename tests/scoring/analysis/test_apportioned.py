"""What a page shows adds up, whatever was rounded."""

from __future__ import annotations

import random

import pytest

from scoring.analysis.explanation.apportioned import apportioned, shown_difference


def hundredths(value: float) -> int:
    return round(value * 100)


def test_three_thirds_are_a_whole() -> None:
    assert sorted(apportioned(dict.fromkeys("abc", 1 / 3), 1.0).values()) == [0.33, 0.33, 0.34]
    assert sorted(apportioned(dict.fromkeys("abc", -1 / 3), -1.0).values()) == [-0.34, -0.33, -0.33]


def test_what_needs_no_rounding_stays() -> None:
    parts = {"a": -3.2, "b": 0.29, "c": 0.0, "d": 1.1}
    assert apportioned(parts, -1.81) == parts
    assert apportioned({}, 0.0) == {}


def test_nothing_stays_nothing() -> None:
    assert apportioned({"a": 0.0, "b": 1.0, "c": 0.0}, 1.01) == {"a": 0.0, "b": 1.01, "c": 0.0}
    assert apportioned({"a": 0.0}, 0.0) == {"a": 0.0}


@pytest.mark.parametrize("step", [-0.01, 0.0, 0.01])
def test_any_parts_sum_to_the_whole(step: float) -> None:
    """Also where the whole was rounded apart, by a hundredth."""
    draw = random.Random(7)
    for _ in range(200):
        parts = {str(n): draw.gauss(0, 2) for n in range(draw.randint(1, 72))}
        whole = round(sum(parts.values()) + step, 2)
        shown = apportioned(parts, whole)
        assert sum(map(hundredths, shown.values())) == hundredths(whole)
        off = sorted(abs(shown[name] - part) for name, part in parts.items())
        assert off[-1] < 0.03
        assert off[:-1] == [] or off[-2] < 0.01 + 1e-9


def test_a_difference_is_that_of_the_numbers_on_the_page() -> None:
    """These two stand there as 61.13 and 58.11."""
    assert shown_difference(61.126, 58.114) == 3.02
    assert shown_difference(58.114, 61.126) == -3.02
