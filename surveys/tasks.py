"""What the workers do of the survey side; every task may run twice or late."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from surveys.models import RoundImport
from surveys.past.services.round_import import WORK_TASK
from surveys.past.services.round_import_work import round_import_work
from surveys.rounds.services.replay import calendar_replay

logger = logging.getLogger(__name__)


@shared_task(name="surveys.calendar_replay")
def replay() -> None:
    """Bring every open letter up to the calendar as it is now."""
    calendar_replay()


@shared_task(name=WORK_TASK)
def round_import(batch_id: int) -> None:
    """Check or store a round that was brought in, as far as that is not done."""
    try:
        batch = RoundImport.objects.select_related("edition", "workbook").get(pk=batch_id)
    except RoundImport.DoesNotExist:
        logger.info("round %s was deleted meanwhile", batch_id)
        return
    round_import_work(batch=batch, today=timezone.localdate())
