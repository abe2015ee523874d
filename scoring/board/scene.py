"""What every row of the board is read for: an edition, a person, a day, a basis of results."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from scoring.models import Basis
from scoring.runs.lookup import basis_of
from surveys.guards import person_of
from surveys.models import Edition, User


@dataclass(frozen=True)
class Scene:
    edition: Edition
    person: User
    today: datetime.date
    basis: Basis = Basis.APPROVED


def scene_of(request: HttpRequest, edition: Edition) -> Scene:
    """The basis is the address's, where this person may see it."""
    return Scene(edition, person_of(request), timezone.localdate(), basis_of(request))
