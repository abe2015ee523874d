"""Rounds that were brought in: those that a worker should have in hand, and has not."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from surveys.models import RoundImport

# Longer than any one file takes.
STALL = timedelta(minutes=3)
WORKING = (RoundImport.State.CHECKING, RoundImport.State.STORING)


def round_imports_stalled() -> list[int]:
    """Keys of those that nobody seems to work on; a date to come says nothing of them."""
    now = timezone.now()
    lost = Q(touched_at__lt=now - STALL) | Q(touched_at__gt=now + STALL)
    return list(RoundImport.objects.filter(lost, state__in=WORKING).values_list("pk", flat=True))
