from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import City, Edition, InfoRequest, Organ, User
from surveys.models.city import LimitUnit
from surveys.models.request import Channel
from surveys.reasons import says_nothing
from surveys.rounds.services.letter_state import letter_state_refresh
from surveys.rounds.services.new_row import new_row_store, row_check
from surveys.workdays.selectors import calendars_now

# No organ gives itself more than a year.
MOST_LIMIT_DAYS = 366
_LIMIT = ("limit_days", "limit_unit", "limit_source")


@transaction.atomic
def organ_add(*, actor: User | None, city: City, kind: str, name: str) -> Organ:
    """An organ of a city that letters can go to; the same name is taken once per city."""
    clean = " ".join(name.split())
    if says_nothing(clean):
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


@transaction.atomic
def organ_limit_set(
    *, actor: User | None, organ: Organ, days: int | None, unit: str, source: str
) -> None:
    """What the organ itself says how long it takes over a consultation; without days, that it
    says nothing. Open consultations of open editions are counted anew by it.

    Refused: a number of days that is none, an unknown unit, no source, and what is said already.
    """
    source = " ".join(source.split())
    new = dict(zip(_LIMIT, (days, unit, source) if days else (None, "", ""), strict=True))
    _check_limit(days, unit, source)
    # First, so that a freeze of the same moment comes before or after all of it.
    editions = _hold_editions(organ)
    held = Organ.objects.select_for_update(no_key=True).get(pk=organ.pk)
    old = {name: getattr(held, name) for name in _LIMIT}
    if old == new:
        raise Refused(_("The organ's limit is that already."), field="days")
    for name, value in new.items():
        setattr(held, name, value)
    row_check(row=held)
    held.save(update_fields=_LIMIT)
    trail_write(
        actor=actor,
        action="organ.limit",
        subject=held,
        edition=None,
        city=held.city,
        old=old,
        new=new,
    )
    calendars = calendars_now()
    for letter in _open_consultations(held).filter(round__edition__in=editions):
        letter_state_refresh(request=letter, calendars=calendars)


def _check_limit(days: int | None, unit: str, source: str) -> None:
    if days is None:
        if source:
            raise Refused(_("Say how many days the organ names."), field="days")
        return
    if not 1 <= days <= MOST_LIMIT_DAYS:
        text = _("A limit is a number of days from 1 to %(most)d.")
        raise Refused(text % {"most": MOST_LIMIT_DAYS}, field="days")
    if unit not in LimitUnit.values:
        raise Refused(_("Choose working or calendar days."), field="unit")
    if says_nothing(source):
        raise Refused(
            _("Say where the organ names its limit: none is ever made up."),
            field="source",
        )


def _hold_editions(organ: Organ) -> list[Edition]:
    wanted = _open_consultations(organ).order_by().values("round__edition")
    rows = Edition.objects.writable().filter(pk__in=wanted).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _open_consultations(organ: Organ) -> QuerySet[InfoRequest]:
    rows = InfoRequest.objects.filter(organ=organ, channel=Channel.CONSULTATION, is_open=True)
    return rows.select_related("organ__city", "round__edition").order_by("pk")
