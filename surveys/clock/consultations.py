"""Consultations (mailboxes, web sites, 12345): no law limits them, only the organ's own word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from surveys.clock.calendar import Calendar


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True)
class OwnLimit:
    """The time that an organ itself publishes; ValueError without days or without a source."""

    days: int
    unit: Unit
    source: str

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"{self.days} days")
        if not self.source.strip():
            raise ValueError("a limit without a source")


def consultation_due(
    received: date | None, limit: OwnLimit | None, calendar: Calendar
) -> date | None:
    """The last day by the organ's own limit, the day of receipt not counted; None where either
    is not known: a deadline is never made up."""
    if received is None or limit is None:
        return None
    if limit.unit is Unit.CALENDAR_DAYS:
        return received + timedelta(days=limit.days)
    return calendar.advance(received, limit.days)
