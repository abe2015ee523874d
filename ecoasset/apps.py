"""Loads the Celery app in every Django process.

It stands here and not in `ecoasset/__init__.py` because `run` imports this package before
anything is installed.
"""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig

from ecoasset.celery import app as celery_app

__all__ = ["EcoassetAdminConfig", "EcoassetConfig", "celery_app"]


class EcoassetConfig(AppConfig):
    """The commands and the shell; no models."""

    name = "ecoasset"


class EcoassetAdminConfig(SimpleAdminConfig):
    """Django's administration with our own site as the default one.

    Its pages are found by `ecoasset/urls.py`: only who serves addresses holds them.
    """

    default_site = "ecoasset.admin_site.EcoassetAdminSite"
