"""The clocks of an edition's disclosure requests, from its files alone."""

from __future__ import annotations

from ecoasset.demo.fixture import DemoEdition, DemoEvent
from ecoasset.demo.services.histories import events_by_letter
from surveys.clock.calendar import Calendars
from surveys.clock.clock import Clock, clock
from surveys.clock.events import Call, Event, Kind, Route
from surveys.workdays.shipped import shipped_days


def clocks_of(edition: DemoEdition) -> dict[str, Clock]:
    """By key; BadEvent where one cannot stand where it does."""
    calendars = Calendars(shipped_days())
    events = events_by_letter(edition)
    return {
        request.key: clock(
            [read for event in events[request.key] for read in _read(event)],
            calendars,
            request.adcode,
        )
        for request in edition.requests
        if request.channel == "disclosure"
    }


def _read(event: DemoEvent) -> list[Event]:
    """Nothing of what is ours and no clock reads."""
    if event.kind not in list(Kind):
        return []
    route = Route(event.route) if event.route else None
    call = Call(event.call) if event.call else None
    return [Event(Kind(event.kind), event.date, route=route, days=event.days or 0, call=call)]
