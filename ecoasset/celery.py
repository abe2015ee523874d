"""The Celery app; importing this makes it the one that `celery.current_app` names."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")

app = Celery("ecoasset")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["surveys", "scoring"])
# The current app is kept per thread; this makes it the default of every other thread too.
app.set_default()


@worker_ready.connect
def sweep_at_start(**kwargs: Any) -> None:
    """A worker that comes up looks at once for what was left behind while there was none."""
    app.send_task("scoring.sweep")
