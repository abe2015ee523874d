"""What every worker does beside its tasks, whichever queue it takes, and beat with them."""

from __future__ import annotations

import sys
from typing import Any

from celery.signals import beat_init, task_postrun, worker_init

from ecoasset.celery import app
from ecoasset.upkeep.installation import LostDatabase, refuse_to_serve_lost
from ecoasset.upkeep.memory import memory_give_back
from ecoasset.upkeep.presence import Presence

app.steps["consumer"].add(Presence)


@worker_init.connect
@beat_init.connect
def serve_no_lost_database(**kwargs: Any) -> None:
    """Ends the process with one line on standard error."""
    try:
        refuse_to_serve_lost()
    except LostDatabase as error:
        sys.exit(str(error))


@task_postrun.connect
def hold_no_more_than_needed(**kwargs: Any) -> None:
    """The process stays, and may do nothing else for hours."""
    memory_give_back()
