from __future__ import annotations

from django.db.models import Q

from scoring.board.scene import Scene
from surveys.coding.next_city import cities_to_code


def to_code(scene: Scene) -> Q:
    """By the same rule as the list of the place where one codes."""
    waiting = cities_to_code(scene.edition, scene.person)
    return Q(pk__in=[row.city.pk for row in waiting])
