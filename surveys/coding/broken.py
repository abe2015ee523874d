"""Answers that count and rest on a citation that stands in its document no more."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from surveys.evidence.citations import BROKEN
from surveys.models import Answer, SubmissionCitation, User
from surveys.permissions import Action, can

# One that was returned or taken back is in its coder's hands already.
_COUNTED = (Answer.State.IN_REVIEW, Answer.State.APPROVED)


def rests_on_broken(person: User) -> Q:
    """Among answers, as they were last looked at: all of them to who reviews, else the own ones."""
    gone = SubmissionCitation.objects.filter(look__state__in=BROKEN).order_by()
    found = Q(submission__in=gone.values("submission"), state__in=_COUNTED)
    if can(person, Action.REVIEW_ANSWER):
        return found
    return found & Q(submission__code__coder=person)


def with_broken(answers: QuerySet[Answer]) -> QuerySet[Any]:
    """Answers with `broken`: whether one of their citations was gone when last looked for."""
    own = SubmissionCitation.objects.filter(submission=OuterRef("submission"))
    return answers.annotate(broken=Exists(own.filter(look__state__in=BROKEN).order_by()))
