"""Which files have no wording yet, or one of another state of the program."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When

from surveys.evidence.readers import READERS
from surveys.models import Edition, Evidence, StoredFile
from surveys.sources import sources_digest

VERSION = hashlib.sha256(
    f"{READERS} {sources_digest(Path(__file__).resolve().parent)}".encode()
).hexdigest()[:16]
"""Words and what is made of them change with it alone."""


def files_without_wording(limit: int, *, synthetic: bool = True) -> list[int]:
    """Keys of stored files to work on, the newest first: those of no wording, then those that
    became open, then those of an older version in editions that are still worked on; of them
    those that lead a group first, so that the others find it again. Without `synthetic` those of
    real editions alone."""
    uses = Evidence.objects.order_by()
    if not synthetic:
        uses = uses.exclude(edition__synthetic=True)
    open_uses = Exists(uses.filter(file=OuterRef("pk"), personal=False))
    missing = StoredFile.objects.filter(Exists(uses.filter(file=OuterRef("pk"))))
    keys = _keys(missing.filter(wording__isnull=True), limit)
    opened = StoredFile.objects.filter(open_uses, wording__is_open=False)
    keys += _keys(opened, limit - len(keys))
    worked_on = uses.filter(edition__in=Edition.objects.writable())
    older = worked_on.exclude(file__wording__version=VERSION).exclude(file__wording__isnull=True)
    stale = StoredFile.objects.filter(pk__in=older.values("file"))
    leads = Case(When(wording__group=F("pk"), then=0), default=1)
    return keys + _keys(stale.annotate(leads=leads), limit - len(keys), "leads")


def _keys(rows: QuerySet[StoredFile], limit: int, *first: str) -> list[int]:
    return list(rows.order_by(*first, "-pk").values_list("pk", flat=True)[:limit])
