"""Readings that were sent and have no answer of anybody's behind them: the pairs of a double
coding, before both are there or while they are compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from surveys.models import Answer, Code, Edition


@dataclass(frozen=True)
class Unanswered:
    """How many questions of cities wait for a second coder, and how many pairs for comparison."""

    alone: int
    paired: int

    @property
    def all(self) -> int:
        return self.alone + self.paired


def unanswered_codes(edition: Edition) -> QuerySet[Code]:
    same = {name: OuterRef(name) for name in ("edition", "city", "question")}
    sent: QuerySet[Code] = edition.codes.filter(state=Code.State.SUBMITTED).order_by()
    return sent.filter(~Exists(Answer.objects.filter(**same)))


def unanswered_count(edition: Edition) -> Unanswered:
    cells = unanswered_codes(edition).values("city", "question").annotate(coders=Count("pk"))
    alone, paired = (Count("coders", filter=wanted) for wanted in (Q(coders=1), Q(coders__gt=1)))
    return Unanswered(**cells.aggregate(alone=alone, paired=paired))


def unanswered_by_province(edition: Edition) -> Counter[str]:
    cells = unanswered_codes(edition).values_list("city__province", "city", "question").distinct()
    return Counter(province for province, _city, _question in cells)
