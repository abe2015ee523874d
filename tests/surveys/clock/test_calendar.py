"""Working days of the nation and of areas; published years and others."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.clock.calendar import Calendars, Contradiction, Scope, province_of
from tests.surveys.clock.made import BEIJING, LHASA, LIANGSHAN, REGIONAL, after, between, day

# Worked examples by the State Council's notices: the day of receipt, then the last days.
CASES = """
2023-09-20 2023-10-07 2023-10-17 2023-10-24 2023-11-21
2024-02-02 2024-02-18 2024-02-28 2024-03-06 2024-04-03
2024-09-09 2024-09-19 2024-09-30 2024-10-12 2024-11-08
2025-01-20 2025-02-05 2025-02-14 2025-02-21 2025-03-21
2025-09-22 2025-09-30 2025-10-17 2025-10-24 2025-11-21
"""
NATION = Calendars().nation
DATES = st.dates(date(2019, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize("line", CASES.split("\n")[1:-1])
def test_worked_examples(line: str) -> None:
    receipt, *last = map(date.fromisoformat, line.split())
    assert [NATION.advance(receipt, count) for count in (7, 15, 20, 40)] == last


@given(DATES, st.integers(1, 60))
def test_counting_by_single_days_gives_the_same(start: date, count: int) -> None:
    found = NATION.advance(start, count)
    assert found == after(start.isoformat(), count)
    assert NATION.is_workday(found)
    assert NATION.count(start, found) == count == between(str(start), str(found))


def test_nothing_lies_between_a_day_and_one_that_is_not_later() -> None:
    assert NATION.count(date(2025, 3, 3), date(2025, 3, 3)) == 0
    assert NATION.count(date(2025, 3, 5), date(2025, 3, 3)) == 0


def test_make_up_days_are_worked_and_days_in_lieu_off() -> None:
    assert NATION.is_workday(date(2025, 9, 28))  # a Sunday, for 2025-10-08
    assert not NATION.is_workday(date(2025, 10, 8))


def test_a_year_without_a_notice_is_counted_by_the_week() -> None:
    assert not NATION.is_published(2060)
    assert NATION.is_workday(date(2060, 10, 1))  # a Friday
    assert not NATION.is_workday(date(2060, 10, 2))
    assert NATION.all_published(date(2024, 12, 31), date(2025, 1, 2))
    assert not NATION.all_published(date(2025, 1, 2), date(2060, 1, 2))


def test_the_last_day_of_a_year_needs_only_the_next_years_notice() -> None:
    assert NATION.all_published(date(2003, 12, 31), date(2004, 1, 20))
    assert not NATION.is_published(2003)


def test_thirteen_days_off_are_a_years_notice_and_twelve_are_not() -> None:
    off = [day("nation", "", f"2060-03-{number:02}", "off") for number in range(1, 14)]
    assert not Calendars(off[:12]).nation.is_published(2060)
    assert Calendars(off).nation.is_published(2060)
    assert not Calendars(off).nation.is_published(2061)


def test_a_given_national_day_goes_before_the_library() -> None:
    given_day = Calendars([day("nation", "", "2025-03-31", "off")])
    assert given_day.nation.advance(date(2025, 3, 3), 20) == date(2025, 4, 1)


def test_what_is_nearer_goes_before_what_is_farther() -> None:
    rows = [
        day("nation", "", "2025-11-20", "work"),
        day("province", "510000", "2025-11-20", "off"),
        day("city", LIANGSHAN, "2025-11-20", "work"),
    ]
    found = Calendars(rows)
    liangshan, chengdu = found.area(LIANGSHAN), found.area("510100")
    assert liangshan
    assert liangshan.is_workday(date(2025, 11, 20))
    assert chengdu
    assert not chengdu.is_workday(date(2025, 11, 20))
    assert found.nation.is_workday(date(2025, 11, 20))


def test_a_provinces_days_are_its_cities_and_nobody_elses() -> None:
    shigatse = REGIONAL.area("540200")
    assert shigatse
    assert not shigatse.is_workday(date(2025, 2, 28))
    assert REGIONAL.area(BEIJING) is None
    assert REGIONAL.area("510100") is None  # 凉山 lies in the same province
    assert province_of(LHASA) == "540000"
    assert province_of(BEIJING) == BEIJING


def test_a_municipality_is_its_own_province() -> None:
    found = Calendars([day("province", BEIJING, "2025-03-04", "off")]).area(BEIJING)
    assert found
    assert not found.is_workday(date(2025, 3, 4))


def test_regional_days_count_from_the_day_after_to_the_last() -> None:
    liangshan = REGIONAL.area(LIANGSHAN)
    assert liangshan
    assert not liangshan.has_regional(date(2025, 11, 1), date(2025, 11, 15))
    assert liangshan.has_regional(date(2025, 11, 1), date(2025, 11, 16))
    assert not liangshan.has_regional(date(2025, 11, 29), date(2025, 12, 31))


def test_a_day_cannot_be_off_and_worked_at_once() -> None:
    rows = [day("city", LHASA, "2025-03-04", kind) for kind in ("off", "work")]
    with pytest.raises(Contradiction, match="540100 2025-03-04: off and work"):
        Calendars(rows)
    assert Calendars([rows[0], rows[0]]).area(LHASA)
    Calendars([rows[0], day("city", LIANGSHAN, "2025-03-04", "work")])  # another area's


def test_the_version_tells_days_apart_and_not_their_order() -> None:
    rows = [day("city", LHASA, f"2025-03-0{number}", "off") for number in (4, 5)]
    version = Calendars(rows).version
    assert version == Calendars(reversed(rows)).version
    assert len({version, Calendars(rows[:1]).version, Calendars().version}) == 3


def test_scopes_are_three() -> None:
    assert [scope.value for scope in Scope] == ["nation", "province", "city"]
