"""Who may be signed in at all, beside the right password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from surveys.models import User


class AccountsBackend(ModelBackend):
    """Asked at the door and again for every request, so that a session ends with its account."""

    def user_can_authenticate(self, user: Any) -> bool:
        demo = isinstance(user, User) and user.is_demo
        return super().user_can_authenticate(user) and not (demo and settings.PRODUCTION)
