"""Which kept views a person may open."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from scoring.models import BoardView
from surveys.models import User


def views_for(person: User) -> QuerySet[BoardView]:
    """Own ones, and those that others share; for a demo account its own alone, since what real
    people keep names editions that are not there for it."""
    mine = Q(owner=person)
    rows = BoardView.objects.filter(mine if person.is_demo else mine | Q(shared=True))
    return rows.select_related("owner")
