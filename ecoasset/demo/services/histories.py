"""The histories of synthetic letters: their events, and those that a reply is for each letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ecoasset.demo.fixture import DemoEdition, DemoEvent, DemoReply
from surveys.clock.calendar import Calendars
from surveys.models import InfoRequest, Reply, RequestEvent
from surveys.models.request_event import EventKind
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import state_facts


def events_by_letter(demo: DemoEdition) -> dict[str, list[DemoEvent]]:
    """In order of date, those of replies among them, which stand last on their day."""
    found: dict[str, list[DemoEvent]] = {request.key: [] for request in demo.requests}
    for event in demo.events:
        found[event.request].append(event)
    for reply in demo.replies:
        for key, _outcome in reply.letters:
            if key:
                found[key] += _of_reply(key, reply)
    return {key: sorted(rows, key=lambda row: row.date) for key, rows in found.items()}


def _of_reply(key: str, reply: DemoReply) -> list[DemoEvent]:
    came = DemoEvent(key, EventKind.REPLIED.value, reply.received_on)
    if reply.posted_on is None:
        return [came]
    return [DemoEvent(key, EventKind.POSTED.value, reply.posted_on), came]


def letter_fold(
    letter: InfoRequest, events: Iterable[DemoEvent], calendars: Calendars
) -> list[RequestEvent]:
    """Give a letter that is not stored yet the state that its events come to; these as rows."""
    rows = [
        RequestEvent(
            request=letter,
            kind=event.kind,
            date=event.date,
            route=event.route,
            days=event.days,
            call=event.call,
            result=event.result,
            outcome_id=event.outcome or None,
            note=event.note,
            entered_by=letter.created_by,
        )
        for event in events
    ]
    found = letter_clock(letter, rows, calendars)
    for name, value in state_facts(found, calendars.version).items():
        setattr(letter, name, value)
    return rows


def histories_store(
    rows: Mapping[str, Iterable[RequestEvent]], replies: Mapping[str, Reply], version: str
) -> None:
    """All events by the key of their letter, those of replies with their reply and calendar."""
    for key, events in rows.items():
        for row in events:
            if row.kind in (EventKind.REPLIED, EventKind.POSTED):
                row.reply, row.calendar = replies[key], version
    events = [row for of_letter in rows.values() for row in of_letter]
    RequestEvent.objects.bulk_create(events, batch_size=500)
