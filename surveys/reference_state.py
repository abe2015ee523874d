"""The mark that reference rows changed, in the transaction that changes them."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from surveys.models import ReferenceLoad

ONE = 1


def reference_known() -> None:
    """Loaded and found as they were, tables of before the mark have one from now on: without it
    no process may hold them."""
    if not ReferenceLoad.objects.exists():
        reference_changed()


def reference_changed() -> None:
    """Whatever pages kept of the reference tables is out of date from the commit on."""
    at = timezone.now()
    if not ReferenceLoad.objects.filter(pk=ONE).update(number=F("number") + 1, at=at):
        ReferenceLoad.objects.get_or_create(pk=ONE, defaults={"number": 1, "at": at})
