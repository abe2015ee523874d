"""When the periodic sweep last ended; beat reads this and loads nothing that computes."""

from __future__ import annotations

import datetime

from django.utils import timezone

from scoring.models import Heartbeat

SWEEP = "sweep"


def sweep_stamp() -> datetime.datetime | None:
    """When the last sweep ended, by the clock of the machine that it ran on."""
    return Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first()


def sweep_age_seconds() -> float | None:
    """Seconds since the last finished sweep, below 0 where the clock was ahead then; None
    where there was none."""
    at = sweep_stamp()
    return (timezone.now() - at).total_seconds() if at else None
