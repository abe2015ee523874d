"""What the workers do of the survey side; every task may run twice or late."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from surveys.coding.services.citation_check import citations_recheck
from surveys.models import RoundImport
from surveys.past.services.round_import import WORK_TASK
from surveys.past.services.round_import_work import round_import_work
from surveys.rounds.services.replay import calendar_replay

logger = logging.getLogger(__name__)
# A slice every ten minutes: an edition of 12,000 quotations is looked through in two nights.
NIGHT = range(5)
BY_NIGHT, BY_DAY = 200, 50


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


@shared_task(name="surveys.citations_recheck")
def recheck() -> None:
    """Look again for a slice of the quotations that answers rest on: at night for every one in
    turn, by day for those alone of which nothing is known of the words as they are read now."""
    at_night = timezone.localtime().hour in NIGHT
    citations_recheck(limit=BY_NIGHT if at_night else BY_DAY, known=at_night)
