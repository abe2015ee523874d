"""What is looked after now and then, beside the product's own tasks."""

from __future__ import annotations

import logging
from itertools import islice

from celery import shared_task

from ecoasset.upkeep.soundness import database_damage, evidence_lost
from scoring.sensitivity.services.study import blocks_drop
from surveys.evidence.leftovers import TooMany, aside_restore, leftovers, leftovers_remove

logger = logging.getLogger(__name__)
LOOK_SECONDS, MOST_NAMED = 60.0, 20


@shared_task(name="ecoasset.tidy")
def tidy() -> None:
    """What need not be done at every sweep: leftovers removed, damage told in the log."""
    blocks_drop()
    restored = aside_restore()
    try:
        removed = leftovers_remove(found=leftovers())
        if removed or restored:
            logger.info("tidy: %d leftovers removed, %d files brought back", removed, restored)
    except TooMany as error:
        logger.error("tidy: %s", error)
    for text in database_damage(LOOK_SECONDS):
        logger.critical("the database is damaged: %s", text)
    for sha256 in islice(evidence_lost(LOOK_SECONDS), MOST_NAMED):
        logger.error("evidence %s is missing or cut off in the store", sha256)
