"""Open letters to many organs, each with dates of its own, stored as the services leave them."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator

from surveys.clock.calendar import Calendars
from surveys.models import City, Edition, InfoRequest, Organ, RequestEvent, Round
from surveys.models.request import Channel
from surveys.models.request_event import Call, EventKind, Route
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import state_facts
from surveys.workdays.selectors import calendars_now

SEED = 20250610
# A day off set there lies within the period of nearly every letter.
FIRST, DAY = datetime.date(2025, 5, 6), datetime.date(2025, 6, 10)
WAVES, BATCH = 40, 2000
KINDS = [kind for kind in Organ.Kind.values if kind != Organ.Kind.OTHER]
ROUTES = {"web": 50, "registered": 25, "in_person": 10, "post": 10, "email": 5}
# What happens after the receipt, in working days after it, and how often of a hundred.
COURSES: dict[tuple[tuple[EventKind, int], ...], int] = {
    (): 50,
    ((EventKind.TELEPHONE, 3),): 10,
    ((EventKind.CORRECTION_NOTICE, 3), (EventKind.CORRECTED, 6)): 12,
    ((EventKind.EXTENDED, 10),): 12,
    ((EventKind.TELEPHONE, 2), (EventKind.CORRECTION_NOTICE, 5), (EventKind.CORRECTED, 7)): 4,
    (
        (EventKind.THIRD_PARTY_SENT, 4),
        (EventKind.THIRD_PARTY_RECEIVED, 6),
        (EventKind.THIRD_PARTY_ANSWERED, 12),
    ): 6,
    ((EventKind.FEE_NOTICE, 4), (EventKind.FEE_NOTICE_RECEIVED, 6)): 2,
    (
        (EventKind.ORGAN_SENT, 3),
        (EventKind.ORGAN_ANSWERED, 9),
        (EventKind.EXTENDED, 14),
    ): 4,
}


def letters_store(count: int) -> int:
    """That many open letters; returns how many events they have."""
    dice = random.Random(SEED)
    calendars = calendars_now()
    places = itertools.islice(_places(), count)
    events = 0
    while batch := list(itertools.islice(places, BATCH)):
        rows = [(letter, _history(letter, dice, calendars)) for letter in batch]
        for letter, history in rows:
            facts = state_facts(letter_clock(letter, history, calendars), calendars.version)
            for name, value in facts.items():
                setattr(letter, name, value)
        InfoRequest.objects.bulk_create(batch, batch_size=500)
        made = [row for _letter, history in rows for row in history]
        RequestEvent.objects.bulk_create(made, batch_size=500)
        events += len(made)
    return events


def _places() -> Iterator[InfoRequest]:
    """Letters that are not stored yet: edition by edition, wave by wave, organ by organ."""
    organs = [
        Organ(city=city, kind=kind, name=f"{city.name}{kind}")
        for city in City.objects.all()
        for kind in KINDS
    ]
    Organ.objects.bulk_create(organs, batch_size=500)
    for number in itertools.count(1):
        edition = Edition.objects.create(
            code=f"2025-{number}", year=2025, title_zh=f"2025 年第 {number} 版"
        )
        opened = Round.objects.create(
            edition=edition, number=1, opens_on=FIRST, cutoff=datetime.date(2025, 12, 31)
        )
        for wave in range(1, WAVES + 1):
            for organ in organs:
                yield _letter(opened, organ, wave)


def _letter(opened: Round, organ: Organ, wave: int) -> InfoRequest:
    return InfoRequest(round=opened, organ=organ, channel=Channel.DISCLOSURE, wave=wave)


def _history(letter: InfoRequest, dice: random.Random, calendars: Calendars) -> list[RequestEvent]:
    route = dice.choices(list(ROUTES), list(ROUTES.values()))[0]
    sent = FIRST + datetime.timedelta(days=dice.randrange(25))
    rows = [RequestEvent(request=letter, kind=EventKind.SUBMITTED, date=sent, route=Route(route))]
    received = sent
    if route != "in_person":
        received = calendars.nation.advance(sent, dice.randint(1, 4))
        rows.append(RequestEvent(request=letter, kind=EventKind.RECEIVED, date=received))
    course = dice.choices(list(COURSES), list(COURSES.values()))[0]
    for kind, after in course:
        row = RequestEvent(
            request=letter, kind=kind, date=calendars.nation.advance(received, after)
        )
        if kind == EventKind.EXTENDED:
            row.days = dice.choice([10, 15, 20])
        if kind == EventKind.TELEPHONE:
            row.call = dice.choice(Call.values)
        rows.append(row)
    return rows
