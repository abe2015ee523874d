"""What results on the provisional basis must not tell: the value of somebody's open answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AnonymousUser

from scoring.models import Basis, Indicator
from surveys.models import User
from surveys.permissions import Action, can


def blind_codes(person: User | AnonymousUser, basis: str) -> frozenset[str]:
    """Coded indicators of which this person may see no single value, not even as an extreme.

    Empty on the approved basis, and for reviewers, who may read every open answer.
    """
    if basis == Basis.APPROVED or can(person, Action.REVIEW_ANSWER):
        return frozenset()
    return frozenset(item.code for item in Indicator.objects.all() if item.is_coded)


def without_values(
    findings: Iterable[Mapping[str, str]], blind: frozenset[str]
) -> list[Mapping[str, str]]:
    """Findings of a run, without the one kind that names a value, where it must not be told."""
    return [
        finding
        for finding in findings
        if not (finding["subject"] in blind and finding["code"] == "constant_column")
    ]
