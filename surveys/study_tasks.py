"""Long work of the survey side, loaded when there is any: see `scoring.study_tasks`."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.module_loading import import_string

from surveys.evidence.likeness.services import TASK as WORDINGS_TASK
from surveys.evidence.likeness.services import wordings_catch_up, wordings_hint
from surveys.evidence.store import StoreAway
from surveys.models import Edition

logger = logging.getLogger(__name__)
# Letters that are read in one go, the newest first; the next sweep asks for the next ones, so that
# a product with thousands of letters that nobody compared yet is no slower for it.
WORDINGS_AT_ONCE = 12
_STATISTICS = "surveys.statistics.services.statistics_compute"


@shared_task(name="surveys.round_statistics")
def round_statistics(edition_id: int, number: int | None = None) -> None:
    """Time to reply and forecast of a round, or of all; in a process of the studies, of which
    none stays once it is quiet: the library that it loads goes with it."""
    try:
        import_string(_STATISTICS)(edition_id=edition_id, number=number)
    except Edition.DoesNotExist:
        logger.info("edition %s was deleted meanwhile", edition_id)


@shared_task(name=WORDINGS_TASK)
def wordings(until: str = "") -> None:
    """What stored documents are compared by, where it is missing: a slice, or `all` of them slice
    after slice."""
    try:
        if wordings_catch_up(limit=WORDINGS_AT_ONCE) == WORDINGS_AT_ONCE and until:
            wordings_hint(until=until)
    except StoreAway as error:
        logger.warning("wordings wait for the store: %s", error)
