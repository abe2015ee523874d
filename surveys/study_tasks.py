"""Long work of the survey side, loaded when there is any: see `scoring.study_tasks`."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.module_loading import import_string

from surveys.models import Edition

logger = logging.getLogger(__name__)
_STATISTICS = "surveys.statistics.services.statistics_compute"


@shared_task(name="surveys.round_statistics")
def round_statistics(edition_id: int, number: int | None = None) -> None:
    """Time to reply and forecast of a round, or of all; in a process of the studies, of which
    none stays once it is quiet: the library that it loads goes with it."""
    try:
        import_string(_STATISTICS)(edition_id=edition_id, number=number)
    except Edition.DoesNotExist:
        logger.info("edition %s was deleted meanwhile", edition_id)
