"""Both due days together, and what is flagged about them."""

from __future__ import annotations

import pytest

from surveys.clock.calendar import Calendars
from surveys.clock.flags import Flag
from tests.surveys.clock.made import BEIJING, LHASA, LIANGSHAN, NANNING, after, day, told

YIZU = {
    "off": [f"2025-11-{number}" for number in range(20, 27)],
    "work": ["2025-11-16", "2025-11-29"],
}


@pytest.mark.parametrize(
    ("city", "receipt", "due", "due_local"),
    [
        (LHASA, "2025-02-10", "2025-03-10", "2025-03-14"),
        (LIANGSHAN, "2025-11-10", "2025-12-08", "2025-12-11"),
        (NANNING, "2021-03-24", "2021-04-22", "2021-04-25"),
    ],
)
def test_two_days_where_the_area_has_days_of_its_own(
    city: str, receipt: str, due: str, due_local: str
) -> None:
    found = told(f"submitted:{receipt}:in_person", city=city)
    assert (str(found.due), str(found.due_local)) == (due, due_local)
    assert not found.provisional
    assert found.flags == ()


def test_one_day_where_no_regional_day_falls_in_the_period_or_no_city_is_named() -> None:
    assert told("submitted:2025-02-10:in_person").due_local is None
    assert told("submitted:2025-02-10:in_person", city=BEIJING).due_local is None
    assert told("submitted:2025-06-10:in_person", city=LHASA).due_local is None
    # The last regional day is the day of receipt, which is not counted.
    assert told("submitted:2025-03-04:in_person", city=LHASA).due_local is None
    assert told("submitted:2025-03-03:in_person", city=LHASA).due_local == after("2025-03-04", 20)


def test_a_regional_day_off_that_is_the_due_day_moves_it() -> None:
    found = told("submitted:2025-01-22:in_person", city=LHASA)
    assert str(found.due) == "2025-02-25"
    assert found.due_local is None
    moved = told("submitted:2025-01-24:in_person", city=LHASA)
    assert (str(moved.due), str(moved.due_local)) == ("2025-02-27", "2025-03-05")


def test_a_make_up_day_can_bring_the_local_day_first() -> None:
    found = told("submitted:2025-10-20:in_person", city=LIANGSHAN)
    assert (str(found.due), str(found.due_local)) == ("2025-11-17", "2025-11-16")
    reply = told("submitted:2025-10-20:in_person", "replied:2025-11-17", city=LIANGSHAN)
    assert reply.flags == (Flag.BETWEEN_DATES,)


@pytest.mark.parametrize(
    ("replied", "flags"),
    [
        ("2025-03-10", ()),
        ("2025-03-11", (Flag.BETWEEN_DATES,)),
        ("2025-03-14", (Flag.BETWEEN_DATES,)),
        ("2025-03-15", (Flag.LATE,)),
    ],
)
def test_a_reply_between_the_two_is_neither_late_nor_in_time(
    replied: str, flags: tuple[Flag, ...]
) -> None:
    events = ("submitted:2025-02-10:in_person", f"replied:{replied}")
    assert told(*events, city=LHASA).flags == flags
    assert told(*events).flags == ((Flag.LATE,) if flags else ())


def test_the_local_day_follows_every_event() -> None:
    sent = "submitted:2025-11-10:in_person"
    extended = told(sent, "extended:2025-12-01:10", city=LIANGSHAN)
    assert extended.due == after("2025-11-10", 30)
    assert extended.due_local == after("2025-11-10", 30, **YIZU)
    # Told between the two days it is late for one of them alone.
    between = told(sent, "extended:2025-12-10:10", city=LIANGSHAN)
    assert between.due == after("2025-11-10", 20)
    assert between.due_local == after("2025-11-10", 30, **YIZU)
    assert between.flags == (Flag.EXTENSION_LATE,)
    restarted = told(sent, "correction_notice:2025-11-12", "corrected:2025-12-01", city=LIANGSHAN)
    assert (restarted.due, restarted.due_local) == (after("2025-12-01", 20), None)


def test_regional_days_within_a_pause_make_no_difference_but_are_told() -> None:
    events = ("organ_sent:2025-02-25", "organ_answered:2025-03-06")
    found = told("submitted:2025-02-10:in_person", *events, city=LHASA)
    assert found.due == found.due_local == after("2025-03-06", 20 - 11)


def test_a_stopped_clock_has_neither_day() -> None:
    found = told("submitted:2025-02-10:in_person", "organ_sent:2025-02-12", city=LHASA)
    assert (found.due, found.due_local) == (None, None)


def test_a_year_whose_notice_is_not_out_is_provisional() -> None:
    found = told("submitted:2060-03-01:in_person")
    assert (str(found.due), found.provisional) == ("2060-03-29", True)
    assert found.flags == (Flag.CALENDAR_UNPUBLISHED,)
    rows = [day("nation", "", f"2060-05-{number:02}", "off") for number in range(1, 14)]
    published = told("submitted:2060-03-01:in_person", calendars=Calendars(rows))
    assert (published.due, published.provisional, published.flags) == (found.due, False, ())


def test_both_reasons_for_a_provisional_day_are_told() -> None:
    found = told("submitted:2060-03-01:web", city=LHASA)
    assert found.flags == (Flag.RECEIPT_UNCONFIRMED, Flag.CALENDAR_UNPUBLISHED)


def test_the_old_regulations_are_flagged() -> None:
    assert told("submitted:2019-05-14:in_person").flags == (Flag.REGULATIONS_OLDER,)
    assert told("submitted:2019-05-15:in_person").flags == ()
