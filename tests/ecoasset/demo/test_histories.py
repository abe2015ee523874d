"""Where the events of a synthetic letter leave it, and whose letter it is."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from ecoasset.demo.fixture import DemoRequest
from ecoasset.demo.services.correspondence import _owner
from ecoasset.demo.services.histories import events_of, has_letter, letter_fold
from surveys.clock.calendar import Calendars
from surveys.models import City, InfoRequest, Organ
from tests.ecoasset.demo.test_demo_2024 import PEOPLE

NOTHING = DemoRequest(
    key="330100-1",
    adcode="330100",
    organ_kind="forestry",
    channel="disclosure",
    wave=1,
    sent_on=None,
    received_on=None,
    correction_on=None,
    corrected_on=None,
    extended_on=None,
    extension_days=None,
    replied_on=None,
    outcome="",
    substance=None,
)
DAY = datetime.date(2025, 6, 2)


@pytest.mark.parametrize(
    ("facts", "status", "letter"),
    [
        ({}, "ready", False),
        ({"sent_on": DAY}, "sent", False),
        ({"sent_on": DAY, "received_on": DAY}, "acknowledged", False),
        ({"sent_on": DAY, "received_on": DAY, "correction_on": DAY}, "correction", False),
        (
            {"sent_on": DAY, "received_on": DAY, "correction_on": DAY, "corrected_on": DAY},
            *("corrected", False),
        ),
        ({"sent_on": DAY, "extended_on": DAY, "extension_days": 20}, "extended", False),
        ({"sent_on": DAY, "extended_on": DAY, "extension_days": 25}, "sent", False),
        ({"sent_on": DAY, "outcome": "silent"}, "closed", False),
        ({"sent_on": DAY, "replied_on": DAY, "outcome": "consult_silent"}, "closed", False),
        ({"sent_on": DAY, "replied_on": DAY, "outcome": "full"}, "replied", True),
        ({"sent_on": DAY, "outcome": "full"}, "closed", False),
        ({"sent_on": DAY, "outcome": "refused_intake"}, "refused_intake", False),
        ({"outcome": "no_channel"}, "no_channel", False),
    ],
)
def test_where_a_letter_stands(facts: dict[str, Any], status: str, letter: bool) -> None:
    request = replace(NOTHING, **facts)
    stored = InfoRequest(organ=Organ(city=City(adcode="330100")), channel="disclosure")
    letter_fold(stored, events_of(request, DAY, DAY), Calendars())
    assert (stored.status, has_letter(request)) == (status, letter)


@pytest.mark.parametrize(
    ("adcode", "number"), [("330100", 2), ("330200", 3), ("330300", 4), ("330400", 1)]
)
def test_each_assistant_keeps_a_share_of_the_cities(adcode: str, number: int) -> None:
    owner = _owner(replace(NOTHING, adcode=adcode), PEOPLE)
    assert owner.username == f"demo-assistant-{number}"
