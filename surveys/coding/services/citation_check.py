from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from surveys.coding.cited import citation_look
from surveys.evidence.citations import Check
from surveys.evidence.readers import READERS
from surveys.models import Answer, CitationCheck, Submission, SubmissionCitation


@transaction.atomic
def citation_checks_keep(*, submission: Submission, checks: Sequence[Check | None]) -> None:
    """What was found when it was sent, beside each of its citations in order. A step of sending:
    the caller holds the edition."""
    _keep(zip(submission.citations.order_by("pk"), checks, strict=True))


def citations_recheck(*, limit: int, known: bool = True) -> int:
    """Look again for sent quotations that answers rest on: those never looked for, then those of
    other readers, then, with `known`, the ones longest ago; how many. Each is kept at once, and
    nothing of it is an input of the index."""
    rests = SubmissionCitation.objects.filter(
        submission__in=Answer.objects.order_by().values("submission")
    ).select_related("evidence__file")
    kept = CitationCheck.objects.filter(citation__in=rests.order_by().values("pk"))
    others = kept.exclude(reader=READERS).order_by("checked_at")
    oldest = kept.filter(reader=READERS).order_by("checked_at")
    keys: list[int] = list(
        rests.filter(look__isnull=True).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    for rows in (others, oldest)[: 1 + known]:
        keys += rows.values_list("citation", flat=True)[: limit - len(keys)]
    # One after another of the same document: it is read once.
    for row in rests.filter(pk__in=keys).order_by("evidence__file", "pk"):
        _keep([(row, citation_look(row))])
    return len(keys)


def _keep(found: Iterable[tuple[SubmissionCitation, Check | None]]) -> None:
    now = timezone.now()
    rows = [
        CitationCheck(citation=row, state=check.state, reader=READERS, checked_at=now)
        for row, check in found
        if check is not None
    ]
    CitationCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["citation"],
        update_fields=["state", "reader", "checked_at"],
    )
