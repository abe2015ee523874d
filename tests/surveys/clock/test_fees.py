"""The scale of 国办函〔2020〕109号 by items."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.clock.fees import SCALES, Asked, Band, Scale, fee, fees, scale_on

MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("items", "yuan"),
    [
        *((0, 0), (1, 0), (10, 0), (11, 100), (12, 200)),
        *((30, 20 * 100), (31, 20 * 100 + 200), (40, 20 * 100 + 10 * 200)),
        *((41, 4000 + 300), (50, 4000 + 10 * 300), (51, 7000 + 400), (61, 11000 + 500)),
    ],
)
def test_the_scale(items: int, yuan: int) -> None:
    assert fee(items, MARCH) == yuan


def test_fewer_items_than_none_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 items"):
        fee(-1, MARCH)


def test_before_the_first_scale_nothing_could_be_charged() -> None:
    assert fee(50, date(2020, 12, 31)) == 0
    assert fee(50, date(2021, 1, 1)) == 7000
    assert scale_on(date(2020, 12, 31)) is None


def test_a_later_scale_counts_from_its_day() -> None:
    later = Scale(date(2030, 1, 1), "a later notice", (Band(5, 0),), width=5, rise=10)
    assert fee(11, date(2029, 12, 31), (*SCALES, later)) == 100
    assert fee(11, date(2030, 1, 1), (*SCALES, later)) == 5 * 10 + 20


def test_each_applicant_organ_and_month_is_counted_by_itself() -> None:
    asked = [Asked("A1", "o1", date(2025, 3, 1 + number)) for number in range(12)]
    asked += [Asked("A1", "o1", date(2025, 4, 1)), Asked("A1", "o2", date(2025, 3, 1))]
    asked += [Asked("A2", "o1", date(2025, 3, 31))] * 11
    assert fees(asked) == {
        ("A1", "o1", MARCH): 200,
        ("A1", "o1", date(2025, 4, 1)): 0,
        ("A1", "o2", MARCH): 0,
        ("A2", "o1", MARCH): 100,
    }
