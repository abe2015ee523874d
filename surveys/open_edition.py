"""What every write into an edition passes: refused where the edition is closed.

`edition_touch` for what the index reads, which is counted and has the workers recompute;
`edition_hold_open` for the rest; `edition_require_open` before work outside a transaction.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from surveys.errors import EditionClosed
from surveys.hint import task_hint
from surveys.models import Edition

RECOMPUTE_TASK = "scoring.recompute"


def edition_touch(*, edition: Edition) -> None:
    """Count a change of what the index reads, and hint the queue once it is committed.

    To be called inside the transaction that writes the change. Raises `EditionClosed`
    for a frozen edition: the row itself decides, so a freeze in the meantime is seen.
    """
    open_row = Edition.objects.writable().filter(pk=edition.pk)
    if not open_row.update(inputs_version=F("inputs_version") + 1):
        raise EditionClosed(edition.code, ranks_only=edition.ranks_only)
    edition_id = edition.pk
    transaction.on_commit(lambda: recompute_hint(edition_id=edition_id))


def editions_touch() -> None:
    """Count a change of reference data, which every open edition with inputs reads."""
    for edition in Edition.objects.writable().filter(inputs_version__gt=0):
        with transaction.atomic():
            edition_touch(edition=edition)


def edition_require_open(*, edition: Edition) -> None:
    """Raise `EditionClosed` unless the stored row is open: outside a transaction, before
    work such as storing a file; inside one, `edition_hold_open`."""
    if not Edition.objects.writable().filter(pk=edition.pk).exists():
        raise EditionClosed(edition.code, ranks_only=edition.ranks_only)


def edition_hold_open(*, edition: Edition) -> None:
    """Raise `EditionClosed` unless the edition is open, and keep it so until the commit.

    To be called first inside the transaction of a write that the index does not read: a
    freeze or a verdict of the same moment waits for it, or it waits for them and sees them.
    """
    held = Edition.objects.select_for_update(no_key=True).writable().filter(pk=edition.pk)
    if held.first() is None:
        raise EditionClosed(edition.code, ranks_only=edition.ranks_only)


def recompute_hint(*, edition_id: int) -> None:
    """Tell the workers; a dead broker delays the result until the sweep, never loses it."""
    version = Edition.objects.filter(pk=edition_id).values_list("inputs_version", flat=True).first()
    task_hint(RECOMPUTE_TASK, edition_id, version)
