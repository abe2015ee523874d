"""Loads the Celery app in every Django process.

It stands here and not in `ecoasset/__init__.py` because `run` imports this package before
anything is installed.
"""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from ecoasset.celery import app as celery_app

__all__ = ["EcoassetAdminConfig", "EcoassetConfig", "celery_app"]


class EcoassetConfig(AppConfig):
    """The commands and the shell; no models."""

    name = "ecoasset"


class EcoassetAdminConfig(AdminConfig):
    """Django's administration with our own site as the default one."""

    default_site = "ecoasset.admin_site.EcoassetAdminSite"
