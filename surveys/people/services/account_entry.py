from __future__ import annotations

from typing import Any

from surveys.history.services import trail_write
from surveys.models import User


def account_saved(*, instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """The entry of an account or a password that no service wrote: Django's own commands
    (`createsuperuser`, `changepassword`) or a shell. The system is its author.

    A hash that is renewed at a sign-in leaves `_password` empty: that is no new password.
    """
    if raw or instance.entry_is_written:
        return
    if created:
        trail_write(
            actor=None,
            action="user.create",
            subject=instance,
            edition=None,
            new={
                "username": instance.username,
                "full_name": instance.full_name,
                "role": instance.role,
                "is_demo": instance.is_demo,
            },
        )
    elif getattr(instance, "_password", None) is not None:
        trail_write(actor=None, action="user.set_password", subject=instance, edition=None)
