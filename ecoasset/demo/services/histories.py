"""The events of synthetic letters, from the dates that the fixture has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ecoasset.demo.fixture import DemoRequest
from surveys.clock.calendar import Calendars
from surveys.models import InfoRequest, Reply, RequestEvent
from surveys.models.request_event import EventKind, Route
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import state_facts

# Outcomes without any letter from the organ.
WORDLESS = {"silent", "consult_silent", "refused_intake", "no_channel"}
_AT_THE_START = {"refused_intake": EventKind.REFUSED_INTAKE, "no_channel": EventKind.NO_CHANNEL}
_DATED = (
    ("received_on", EventKind.RECEIVED),
    ("correction_on", EventKind.CORRECTION_NOTICE),
    ("corrected_on", EventKind.CORRECTED),
)


def has_letter(request: DemoRequest) -> bool:
    return request.replied_on is not None and request.outcome not in WORDLESS


def events_of(request: DemoRequest, opened_on: date, as_of: date) -> list[dict[str, Any]]:
    """In order, as fields of `RequestEvent`; a letter without a word is closed on the last day."""
    found: list[dict[str, Any]] = []
    if request.sent_on is None and request.outcome not in _AT_THE_START:
        found.append({"kind": EventKind.READY, "date": opened_on})
    if request.sent_on is not None:
        route = Route.WEB if request.channel == "disclosure" else Route.MAILBOX
        found.append({"kind": EventKind.SUBMITTED, "date": request.sent_on, "route": route})
    for name, kind in _DATED:
        if (day := getattr(request, name)) is not None:
            found.append({"kind": kind, "date": day})
    if request.extended_on is not None:
        days = request.extension_days
        found.append({"kind": EventKind.EXTENDED, "date": request.extended_on, "days": days})
    if request.outcome in _AT_THE_START:
        day = request.sent_on or opened_on
        found.append({"kind": _AT_THE_START[request.outcome], "date": day})
    elif has_letter(request):
        found.append({"kind": EventKind.REPLIED, "date": request.replied_on})
    elif request.outcome:
        closed = {"kind": EventKind.CLOSED, "outcome_id": request.outcome}
        found.append({**closed, "date": as_of})
    return found


def letter_fold(
    letter: InfoRequest, events: Iterable[dict[str, Any]], calendars: Calendars
) -> None:
    """Give a letter that is not stored yet the state that its events come to."""
    rows = [RequestEvent(request=letter, **facts) for facts in events]
    found = letter_clock(letter, rows, calendars)
    for name, value in state_facts(found, calendars.version).items():
        setattr(letter, name, value)


def histories_store(
    letters: Mapping[str, InfoRequest],
    events: Mapping[str, Iterable[dict[str, Any]]],
    replies: Mapping[str, Reply],
    version: str,
) -> None:
    """All events of the letters, those of replies with their reply and calendar."""
    rows = []
    for key, letter in letters.items():
        for facts in events[key]:
            row = RequestEvent(request=letter, entered_by=letter.created_by, **facts)
            if row.kind == EventKind.REPLIED:
                row.reply, row.calendar = replies[key], version
            rows.append(row)
    RequestEvent.objects.bulk_create(rows, batch_size=500)
