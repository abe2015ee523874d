"""What Django says to users and has no Chinese for: named here so that our catalogue has it."""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

ADMINISTRATION = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)
PASSWORDS = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
