from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import City, Organ, User
from surveys.rounds.services.new_row import new_row_store


@transaction.atomic
def organ_add(*, actor: User | None, city: City, kind: str, name: str) -> Organ:
    """An organ of a city that letters can go to; the same name is taken once per city."""
    clean = " ".join(name.split())
    if not clean:
        raise Refused(_("Give the organ's full name."), field="name")
    twice = _("This city has an organ of that name already.")
    if Organ.objects.filter(city=city, name=clean).exists():
        raise Refused(twice, field="name")
    organ = Organ(city=city, kind=kind, name=clean)
    new_row_store(row=organ, twice=twice, field="name")
    trail_write(
        actor=actor,
        action="organ.add",
        subject=organ,
        edition=None,
        city=city,
        new={"name": clean, "kind": kind},
    )
    return organ
