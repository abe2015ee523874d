"""Extensions (Article 33)."""

from __future__ import annotations

import pytest

from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, effects, told

SENT = "submitted:2025-03-03:in_person"
DUE = "2025-03-31"


@pytest.mark.parametrize("days", [1, 10, 20])
def test_up_to_twenty_working_days_are_added(days: int) -> None:
    found = told(SENT, f"extended:2025-03-20:{days}")
    assert (found.due, found.flags) == (after("2025-03-03", 20 + days), ())
    assert effects(found) == ["start", "extend"]
    assert found.steps[1].article == "33"


def test_it_is_told_on_the_due_day_at_the_latest() -> None:
    assert told(SENT, f"extended:{DUE}:5").due == after(DUE, 5)
    late = told(SENT, "extended:2025-04-01:5")
    assert (late.due, late.flags) == (after("2025-03-03", 20), (Flag.EXTENSION_LATE,))
    assert effects(late)[-1] == "none"


@pytest.mark.parametrize("days", [21, 25, 999999])
def test_above_the_cap_it_moves_nothing(days: int) -> None:
    found = told(SENT, f"extended:2025-03-20:{days}")
    assert (found.due, found.flags) == (after("2025-03-03", 20), (Flag.EXTENSION_OVER_CAP,))


def test_the_cap_is_for_all_of_them_together() -> None:
    twice = told(SENT, "extended:2025-03-20:10", "extended:2025-04-10:10")
    assert (twice.due, twice.flags) == (after("2025-03-03", 40), ())
    above = told(SENT, "extended:2025-03-20:15", "extended:2025-04-10:10")
    assert (above.due, above.flags) == (after("2025-03-03", 35), (Flag.EXTENSION_OVER_CAP,))


def test_a_second_one_is_in_time_within_the_extended_period() -> None:
    assert told(SENT, "extended:2025-03-20:10", "extended:2025-04-10:5").flags == ()
    late = told(SENT, "extended:2025-03-20:5", "extended:2025-04-10:5")
    assert (late.due, late.flags) == (after("2025-03-03", 25), (Flag.EXTENSION_LATE,))


def test_late_and_above_the_cap_it_is_both() -> None:
    found = told(SENT, "extended:2025-04-20:25")
    assert found.flags == (Flag.EXTENSION_LATE, Flag.EXTENSION_OVER_CAP)


def test_a_reply_to_an_extended_request_is_judged_by_the_extended_day() -> None:
    extended = (SENT, "extended:2025-03-20:5")
    assert told(*extended, "replied:2025-04-08").flags == ()
    assert told(*extended, "replied:2025-04-09").flags == (Flag.LATE,)
    assert after(DUE, 5).isoformat() == "2025-04-08"
