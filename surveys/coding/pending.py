"""What waits for one person, over all editions that are open: counts, and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from surveys.models import Answer, Code, Edition, ReviewDecision, User
from surveys.permissions import Action, can, with_own_code, within_reach


@dataclass(frozen=True)
class Pending:
    """One open edition: returned to this person, drafts of his or hers, waiting for a verdict."""

    edition: Edition
    returned: int
    drafts: int
    waiting: int

    @property
    def any(self) -> bool:
        return bool(self.returned or self.drafts or self.waiting)


def pending_of(person: User) -> list[Pending]:
    """Newest edition first, those with nothing left out; four queries whatever their number."""
    returned: dict[int, int] = {}
    drafts: dict[int, int] = {}
    waiting: dict[int, int] = {}
    if can(person, Action.CODE_ANSWER):
        returned = _by_edition(Answer.objects.returned_to(person))
        drafts = _by_edition(Code.objects.drafts_of(person))
    if can(person, Action.REVIEW_ANSWER):
        open_rows = with_own_code(person, Answer.objects.in_review())
        waiting = _by_edition(open_rows.filter(own_code=False))
    rows: Iterable[Pending] = (
        Pending(
            edition,
            returned.get(edition.pk, 0),
            drafts.get(edition.pk, 0),
            waiting.get(edition.pk, 0),
        )
        for edition in within_reach(person, Edition.objects.writable(), "")
    )
    return [row for row in rows if row.any]


def _by_edition(rows: QuerySet[Any]) -> dict[int, int]:
    """Of open editions: by their states an index finds the rows, past those of closed ones."""
    here = rows.filter(edition__in=Edition.objects.writable()).order_by()
    return dict(here.values_list("edition").annotate(count=Count("pk")))


def returned_answers(edition: Edition, person: User) -> QuerySet[Any]:
    """What came back to this person, newest first, with `reason`, `returned_at`, `reviewer`."""
    verdict = ReviewDecision.objects.filter(
        answer=OuterRef("pk"), verdict=ReviewDecision.Verdict.RETURNED
    ).order_by("-revision")
    return (
        edition.answers.returned_to(person)
        .select_related("city", "question")
        .annotate(
            reason=Subquery(verdict.values("reason")[:1]),
            returned_at=Subquery(verdict.values("decided_at")[:1]),
        )
        .order_by("-returned_at", "pk")
    )
