"""The Celery app; importing this makes it the one that `celery.current_app` names."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")

app = Celery("ecoasset")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["surveys", "scoring"])
# The current app is kept per thread; this makes it the default of every other thread too.
app.set_default()
