"""Every address begins here."""

from django.urls import path

from ecoasset import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
