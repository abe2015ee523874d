"""The Celery app; importing this makes it the one that `celery.current_app` names."""

import gc
import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import (
    setup_logging,
    worker_before_create_process,
    worker_process_init,
    worker_ready,
)
from django.conf import settings

from ecoasset.launch.process import die_with
from ecoasset.paths import keep_private
from ecoasset.upkeep.memory import memory_give_back

keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")
# Django's checks load every page, which neither workers nor beat serve; commands make them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

app = Celery("ecoasset")
app.config_from_object("django.conf:settings", namespace="CELERY")
# The current app is kept per thread; this makes it the default of every other thread too.
app.set_default()


die_with_worker = die_with(os.getpid())


@worker_before_create_process.connect
def share_what_is_loaded(**kwargs: Any) -> None:
    """A collection writes into every object that it looks at: in parent or child it would end
    the sharing of what both have loaded."""
    gc.collect()
    memory_give_back()
    gc.freeze()


@worker_process_init.connect
def outlive_nobody(**kwargs: Any) -> None:
    """In each process that a worker forks: a worker that is killed leaves none behind."""
    die_with_worker()


@setup_logging.connect
def log_as_everybody(**kwargs: Any) -> None:
    """Workers and beat write the lines of the web: Celery leaves alone what a receiver set up."""
    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def sweep_at_start(**kwargs: Any) -> None:
    """A worker that comes up looks at once for what was left behind while there was none."""
    app.send_task("scoring.sweep")
