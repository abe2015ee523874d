"""Long work, of which nothing is loaded before there is any: the worker for it waits most of the
time, and what it holds meanwhile its processes would load anyway."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.module_loading import import_string

from scoring.models import Study

logger = logging.getLogger(__name__)
_BLOCK = "scoring.sensitivity.services.study_work.study_block_compute"
_PAGES = "scoring.prerender.pages_prerender"


@shared_task(name="scoring.study_block")
def study_block(study_id: int, number: int) -> None:
    """One block of a sensitivity study; the same numbers whoever computes it."""
    try:
        import_string(_BLOCK)(study_id=study_id, number=number)
    except Study.DoesNotExist:
        logger.info("study %s was deleted meanwhile", study_id)


@shared_task(name="scoring.prerender")
def prerender() -> None:
    """In a process of the studies, of which none stays once it is quiet: the memory that the
    pages take goes with it."""
    import_string(_PAGES)()
