"""Days of the calendar: loaded with the reference data, from a table, or set one by one."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from surveys.files.document import Document
from surveys.models import (
    CalendarDay,
    DueMove,
    InfoRequest,
    ReferenceLoad,
    RequestEvent,
    TrailEntry,
    User,
)
from surveys.models.request import Channel
from surveys.reference.services import days_load
from surveys.rounds.services.replay import Replayed, calendar_replay
from surveys.sheets.door import table_check
from surveys.workdays.services import DaysRefused, Loaded, calendar_day_set, calendar_load
from tests.builders import CUTOFF, OPENS, make_letter
from tests.services.case import Case
from tests.services.results import Full


def _day(world: Full) -> list[Model]:
    return [CalendarDay.objects.get(adcode=world.city.adcode, date=OPENS)]


def _table(world: Full, *kinds: tuple[object, str]) -> Document:
    rows = [f"city,{world.city.adcode},乙市,{date},{kind},公告" for date, kind in kinds]
    text = "\n".join(["scope,adcode,name,date,kind,source", *rows])
    return table_check(name="日历.csv", content=text.encode())


def _load(world: Full, *kinds: tuple[object, str]) -> Loaded:
    actor = world.cast.administrator
    table = _table(world, *kinds)
    return calendar_load(actor=actor, document=table, reason="通知")


def _set(
    world: Full, kind: str, date: datetime.date = OPENS, actor: User | None = None
) -> CalendarDay:
    return calendar_day_set(
        actor=actor or world.cast.administrator,
        scope="city",
        adcode=world.city.adcode,
        date=date,
        kind=kind,
        source="公告",
        reason="更正",
    )


def _reference(world: Full) -> object:
    city = world.city
    row = {"scope": "city", "adcode": city.adcode, "name": city.name, "source": "公告"}
    return days_load(rows=[{**row, "date": OPENS.isoformat(), "kind": "work"}])


def _replay(world: Full) -> Replayed:
    """Of a letter that somebody counted by another calendar; the world's were all answered."""
    letter = make_letter(world.survey_round, world.organ, channel=Channel.DISCLOSURE, wave=4)
    InfoRequest.objects.filter(pk=letter.pk).update(calendar="", due=OPENS)
    return calendar_replay()


CASES = (
    Case(
        calendar_replay,
        _replay,
        added={InfoRequest: 1, RequestEvent: 1, DueMove: 1},
        returns=lambda _world: Replayed(letters=1, moved=1),
        alone=False,
    ),
    Case(
        days_load,
        _reference,
        changed=lambda world: [*_day(world), *ReferenceLoad.objects.all()],
    ),
    Case(
        calendar_load,
        lambda world: _load(world, (OPENS, "work"), (CUTOFF, "off")),
        changed=_day,
        added={CalendarDay: 1, TrailEntry: 2},
        returns=lambda _world: Loaded(added=1, changed=1, unchanged=0),
    ),
    Case(
        calendar_day_set,
        lambda world: _set(world, "work"),
        changed=_day,
        added={TrailEntry: 1},
        how="anew",
    ),
    Case(
        calendar_day_set,
        lambda world: _set(world, "work", CUTOFF),
        added={CalendarDay: 1, TrailEntry: 1},
    ),
)
REFUSED: tuple[tuple[str, Callable[[Full], object], type[Exception]], ...] = (
    (
        "a day off and worked at once",
        lambda world: _load(world, (CUTOFF, "off"), (OPENS, "work"), (CUTOFF, "work")),
        DaysRefused,
    ),
    (
        "a day set by a manager",
        lambda world: _set(world, "work", actor=world.cast.manager),
        PermissionDenied,
    ),
)
