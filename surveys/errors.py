"""Refusals: what was wrong, where, and what to do, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _


class Refused(Exception):
    """The input or the moment does not allow it; nothing was stored.

    `field` names the form field at fault, or is empty; `status` is the page's.
    """

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotThere(Refused, Http404):
    """What an address or a command names does not exist; Django answers a page with 404."""

    status = 404


class EditionClosed(Refused):
    """The edition is frozen, or holds printed ranks only."""

    def __init__(self, code: str, *, ranks_only: bool = False) -> None:
        text = (
            _("Edition %(code)s holds published ranks only: nothing can be stored in it.")
            if ranks_only
            else _("Edition %(code)s is closed: nothing in it can be changed.")
        )
        super().__init__(text % {"code": code})


class ChangedMeanwhile(Refused):
    """What the page showed when its form was filled in is not what is stored."""

    status = 409


class StaleRevision(ChangedMeanwhile):
    """Somebody else saved first; both versions are carried for the page to show."""

    def __init__(self, *, current: Any, submitted: dict[str, Any]) -> None:
        super().__init__(
            _("Somebody else saved this first. Compare the two versions, then save again.")
        )
        self.current = current
        self.submitted = submitted
