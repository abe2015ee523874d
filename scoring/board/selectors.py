"""Which kept views a person may open."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from scoring.models import BoardView
from surveys.models import User


def views_for(person: User) -> QuerySet[BoardView]:
    """Own ones, and those that others share."""
    rows = BoardView.objects.filter(Q(owner=person) | Q(shared=True))
    return rows.select_related("owner")
