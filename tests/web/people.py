"""Signed-in browsers of the fixed cast."""

from __future__ import annotations

from django.test import Client

from surveys.models import User


def browser(user: User, *, language: str = "en") -> Client:
    """A client of that person, in English so that tests read the source strings."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client
