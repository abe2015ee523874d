from typing import Any

from celery.beat import Service
from django.core.management.base import BaseCommand, CommandError

from ecoasset.celery import app
from ecoasset.upkeep.beat import SteadyScheduler
from ecoasset.upkeep.installation import LostDatabase, refuse_to_serve_lost


class Command(BaseCommand):
    help = "Send the periodic tasks until it is stopped; one is enough, more do no harm."
    requires_system_checks = ()  # they load every page

    def handle(self, *args: Any, **options: Any) -> None:
        """The messages of Celery's own command, which loads all tasks to send their names."""
        try:
            refuse_to_serve_lost()
        except LostDatabase as error:
            raise CommandError(str(error)) from error
        Service(app=app, scheduler_cls=SteadyScheduler).start()
