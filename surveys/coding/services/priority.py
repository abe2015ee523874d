from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from surveys.models import Edition, ReviewPriority


@transaction.atomic
def priorities_replace(*, edition: Edition, rows: Iterable[ReviewPriority], version: int) -> bool:
    """Put these in the place of the edition's priorities, unless newer ones are there.

    They are computed, not decided, so the history does not keep them. Returns whether
    they were stored.
    """
    stored = ReviewPriority.objects.filter(edition=edition)
    if stored.filter(inputs_version__gt=version).exists():
        return False
    stored.delete()
    ReviewPriority.objects.bulk_create(rows, batch_size=500)
    return True
