"""The edition that a command names."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from surveys.errors import NotThere, Refused
from surveys.lookup import edition_of
from surveys.models import Edition


def edition_named(code: str, *, computed: bool = False) -> Edition:
    """As `edition_of` finds it; the error names the editions there are, which a page would
    not tell everybody."""
    try:
        return edition_of(code, computed=computed)
    except NotThere as error:
        known = ", ".join(Edition.objects.values_list("code", flat=True)) or "-"
        text = _("There is no edition %(code)s. Known: %(known)s")
        raise CommandError(text % {"code": code, "known": known}) from error
    except Refused as refusal:
        raise CommandError(refusal.message) from refusal
