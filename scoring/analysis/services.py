from __future__ import annotations

from scoring.analysis.priorities import priorities
from scoring.analysis.selectors import editions_unprioritised
from scoring.runs.inputs import inputs_read
from surveys.coding.services.priority import priorities_replace
from surveys.models import Edition, ReviewPriority


def edition_prioritise(*, edition_id: int) -> int:
    """Bring the review priorities of an edition up to its inputs; returns how many there are.

    Computes outside any transaction. Nothing happens where they are up to date.
    """
    edition = Edition.objects.get(pk=edition_id)
    if not priorities_are_behind(edition):
        return ReviewPriority.objects.filter(edition=edition).count()
    inputs = inputs_read(edition_id)
    rows = priorities(edition, inputs)
    priorities_replace(edition=edition, rows=rows, version=inputs.version)
    return len(rows)


def priorities_are_behind(edition: Edition) -> bool:
    """True where open answers have no priority of the newest inputs, or closed ones have one."""
    return bool(editions_unprioritised(edition))
