import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ecoasset.celery import app
from ecoasset.upkeep.presence import QUEUES

# Replies are never kept waiting for a process to be made; long analyses may be.
STUDIES = "studies"
LEAST_PROCESSES = {"celery": 1, STUDIES: 0}
LESS_URGENT = 10  # pages and ranks go before, where processors are scarce


class Command(BaseCommand):
    help = "Do the work of one queue until it is stopped."
    requires_system_checks = ()  # they load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queue",
            choices=QUEUES,
            default=QUEUES[0],
            help="celery: ranks, sweeps, upkeep (default); studies: long analyses",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """What Celery's own command does, without its shell and other commands in memory."""
        queue = options["queue"]
        if queue == STUDIES:
            os.nice(LESS_URGENT)
            app.conf.imports = settings.STUDY_IMPORTS
        worker = app.Worker(
            queues=[queue],
            hostname=f"{queue}@",  # and the machine's name
            autoscale=(settings.CONFIG.worker_processes, LEAST_PROCESSES[queue]),
            loglevel=settings.CONFIG.log_level,
            without_gossip=True,
            without_mingle=True,
        )
        worker.start()
        sys.exit(worker.exitcode)
