from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import City, Organ, User


@transaction.atomic
def organ_add(*, actor: User | None, city: City, kind: str, name: str) -> Organ:
    """An organ of a city that letters can go to; the same name is taken once per city."""
    clean = " ".join(name.split())
    if not clean:
        raise Refused(_("Give the organ's full name."), field="name")
    if Organ.objects.filter(city=city, name=clean).exists():
        raise Refused(_("This city has an organ of that name already."), field="name")
    organ = Organ(city=city, kind=kind, name=clean)
    try:
        organ.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=field) from error
    try:
        with transaction.atomic():
            organ.save()
    except IntegrityError as error:  # two people at once
        raise Refused(_("This city has an organ of that name already."), field="name") from error
    trail_write(
        actor=actor,
        action="organ.add",
        subject=organ,
        edition=None,
        city=city,
        new={"name": clean, "kind": kind},
    )
    return organ
