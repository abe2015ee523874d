"""Loads the Celery app in every Django process.

It stands here and not in `ecoasset/__init__.py` because `run` imports this package before
anything is installed.
"""

from django.apps import AppConfig

from ecoasset.celery import app as celery_app

__all__ = ["EcoassetConfig", "celery_app"]


class EcoassetConfig(AppConfig):
    """The commands and the shell; no models."""

    name = "ecoasset"
