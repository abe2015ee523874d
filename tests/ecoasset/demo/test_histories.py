"""Where the events of a synthetic letter leave it, and whose letter it is."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.histories import history_of, in_files
from ecoasset.demo.services.correspondence import _owner
from ecoasset.demo.services.histories import events_by_letter, letter_fold
from surveys.clock.calendar import Calendars
from surveys.models import City, InfoRequest, Organ
from surveys.models.request_event import EventKind
from surveys.rounds.letter_clock import letter_clock
from surveys.workdays.shipped import shipped_days
from tests.ecoasset.demo.test_demo_2024 import PEOPLE

DRAWN = DrawnLetter("330100-1", "330100", "forestry", "disclosure", 1)
DAY, LATER = datetime.date(2025, 6, 3), datetime.date(2025, 6, 20)


def edition_of(demo: DemoEdition, drawn: DrawnLetter) -> DemoEdition:
    files: dict[str, Any] = in_files([history_of(drawn, DAY, LATER)])
    return replace(demo, **files)


@pytest.mark.parametrize(
    ("facts", "status", "letter"),
    [
        ({}, "ready", False),
        ({"sent_on": DAY}, "sent", False),
        ({"sent_on": DAY, "received_on": LATER}, "acknowledged", False),
        ({"sent_on": DAY, "received_on": DAY, "correction_on": DAY}, "correction", False),
        (
            {"sent_on": DAY, "received_on": DAY, "correction_on": DAY, "corrected_on": DAY},
            *("corrected", False),
        ),
        ({"sent_on": DAY, "extended_on": DAY, "extension_days": 20}, "extended", False),
        ({"sent_on": DAY, "extended_on": DAY, "extension_days": 25}, "sent", False),
        ({"sent_on": DAY, "outcome": "silent"}, "closed", False),
        ({"sent_on": DAY, "replied_on": LATER, "outcome": "granted"}, "replied", True),
        ({"sent_on": DAY, "outcome": "granted"}, "closed", False),
        ({"sent_on": DAY, "outcome": "refused_intake"}, "refused_intake", False),
        ({"outcome": "no_channel"}, "no_channel", False),
    ],
)
def test_where_a_drawn_letter_stands(
    demo_2024: DemoEdition, facts: dict[str, Any], status: str, letter: bool
) -> None:
    demo = edition_of(demo_2024, replace(DRAWN, **facts))
    stored = InfoRequest(organ=Organ(city=City(adcode="330100")), channel="disclosure")
    rows = letter_fold(stored, events_by_letter(demo)[DRAWN.key], Calendars())
    assert (stored.status, len(demo.replies)) == (status, letter)
    assert (
        len(rows)
        == stored.event_count
        == len(demo.events) + sum(1 + bool(reply.posted_on) for reply in demo.replies)
    )


def test_a_reply_stands_in_the_history_of_each_letter_it_answers(demo_2024: DemoEdition) -> None:
    """After what happened before it; its postmark before its coming."""
    demo = edition_of(demo_2024, replace(DRAWN, sent_on=DAY, replied_on=LATER, outcome="granted"))
    both = ((DRAWN.key, "granted"), ("330100-2", "granted"))
    request, reply = demo.requests[0], replace(demo.replies[0], posted_on=DAY, letters=both)
    second = replace(request, key="330100-2")
    shared = replace(demo, requests=(request, second), replies=(reply,))
    events = events_by_letter(shared)
    came = [("posted", DAY), ("replied", LATER)]
    assert [(event.kind, event.date) for event in events["330100-2"]] == came
    assert [(event.kind, event.date) for event in events[DRAWN.key]] == [("submitted", DAY), *came]


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_event_is_one_that_could_be_entered(
    request: pytest.FixtureRequest, year: int
) -> None:
    """After those before it; what a reply is for a letter comes with the reply."""
    demo: DemoEdition = request.getfixturevalue(f"demo_{year}")
    calendars, of_replies = Calendars(shipped_days()), {EventKind.REPLIED, EventKind.POSTED}
    events = events_by_letter(demo)
    for wanted in demo.requests:
        organ = Organ(city=City(adcode=wanted.adcode))
        letter = InfoRequest(organ=organ, channel=wanted.channel)
        rows = letter_fold(letter, events[wanted.key], calendars)
        for place, row in enumerate(rows):
            before = letter_clock(letter, rows[:place], calendars)
            assert row.kind in {*before.allowed, *of_replies}, (wanted.key, row.kind)


@pytest.mark.parametrize(
    ("adcode", "number"), [("330100", 2), ("330200", 3), ("330300", 4), ("330400", 1)]
)
def test_each_assistant_keeps_a_share_of_the_cities(adcode: str, number: int) -> None:
    assert _owner(adcode, PEOPLE).username == f"demo-assistant-{number}"
