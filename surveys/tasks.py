"""What the workers do of the survey side; every task may run twice or late."""

from __future__ import annotations

from celery import shared_task

from surveys.rounds.services.replay import calendar_replay


@shared_task(name="surveys.calendar_replay")
def replay() -> None:
    """Bring every open letter up to the calendar as it is now."""
    calendar_replay()
