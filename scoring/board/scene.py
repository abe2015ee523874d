"""What every row of the board is read for: an edition, a person, a day, a basis of results."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from scoring.models import Basis
from scoring.runs.lookup import basis_of
from surveys.coding.states import CellState, bare_states
from surveys.guards import person_of
from surveys.models import City, Edition, User


@dataclass(frozen=True)
class Scene:
    edition: Edition
    person: User
    today: datetime.date
    basis: Basis = Basis.APPROVED

    @cached_property
    def bare_states(self) -> Mapping[tuple[int, int], CellState]:
        """What was sent of each city and question without an answer that this person may read:
        thousands of readings, which rows and cells both tell of."""
        cities = City.objects.values_list("pk", flat=True)
        return bare_states(self.edition, self.person, list(cities))


def scene_of(request: HttpRequest, edition: Edition) -> Scene:
    """The basis is the address's, where this person may see it."""
    return Scene(edition, person_of(request), timezone.localdate(), basis_of(request))
