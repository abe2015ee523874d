"""What workers do for the statistics of a round."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys.errors import NotThere
from surveys.hint import task_hint
from surveys.models import Edition, RoundStatistics
from surveys.statistics.selectors import facts_of, rounds_of, statistics_stored
from surveys.statistics.slow import slow_inputs, slow_results, stamp_of

TASK = "surveys.round_statistics"


def statistics_compute(*, edition_id: int, number: int | None = None) -> bool:
    """Compute time to reply and forecast outside any transaction and keep them with the hash of
    what they are of; False where they are there already, or the round is gone.

    Whoever computes the same at the same time stores the same. No sweep looks for what is
    missing: a page that shows it asks again, and nobody else reads it.
    """
    edition = Edition.objects.get(pk=edition_id)
    try:
        facts = facts_of(rounds_of(edition, number))
    except NotThere:
        return False
    inputs = slow_inputs(facts, timezone.localdate())
    stamp = stamp_of(inputs)
    if statistics_stored(edition, number, stamp) is not None:
        return False
    statistics_store(edition=edition, number=number, stamp=stamp, content=slow_results(inputs))
    return True


@transaction.atomic
def statistics_store(
    *, edition: Edition, number: int | None, stamp: str, content: dict[str, Any]
) -> None:
    """In the place of what was stored of other facts."""
    RoundStatistics.objects.update_or_create(
        edition=edition, number=number or 0, defaults={"stamp": stamp, "content": content}
    )


def statistics_hint(*, edition: Edition, number: int | None) -> None:
    """Ask a worker for them."""
    task_hint(TASK, edition.pk, number)
