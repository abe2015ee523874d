"""Consultations have the limit that the organ itself published, or none."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.clock.calendar import Calendars
from surveys.clock.consultations import OwnLimit, Unit, consultation_due
from tests.surveys.clock.made import after

NATION = Calendars().nation
RECEIVED = date(2025, 9, 26)


@pytest.mark.parametrize(
    ("unit", "due"),
    [(Unit.WORKING_DAYS, after("2025-09-26", 7)), (Unit.CALENDAR_DAYS, date(2025, 10, 3))],
)
def test_working_and_calendar_days(unit: Unit, due: date) -> None:
    assert consultation_due(RECEIVED, OwnLimit(7, unit, "市长信箱须知"), NATION) == due


def test_no_deadline_is_made_up() -> None:
    limit = OwnLimit(7, Unit.WORKING_DAYS, "市长信箱须知")
    assert consultation_due(RECEIVED, None, NATION) is None
    assert consultation_due(None, limit, NATION) is None


def test_a_limit_has_days_and_a_source() -> None:
    with pytest.raises(ValueError, match="without a source"):
        OwnLimit(7, Unit.WORKING_DAYS, " ")
    with pytest.raises(ValueError, match="0 days"):
        OwnLimit(0, Unit.WORKING_DAYS, "市长信箱须知")
