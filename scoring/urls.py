"""Addresses of the scoring side."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
