"""By organ, how the letters of all years went: route, days, obstacles, outcome."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import InfoRequest, RequestEvent
from surveys.models.request import Channel
from surveys.rounds.what_worked import what_worked
from tests.builders import (
    OPENS,
    Cast,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]


def _day(days: int) -> datetime.date:
    return OPENS + datetime.timedelta(days=days)


def _happened(letter: InfoRequest, kind: str, days: int, **more: Any) -> None:
    RequestEvent.objects.create(request=letter, kind=kind, date=_day(days), **more)


def test_letters_of_all_years_by_organ(cast: Cast) -> None:
    city, now = make_city(), make_edition("2025-now")
    office, bureau = make_organ(city), make_organ(city, name="统计局", kind="statistics")
    facts = {"channel": Channel.DISCLOSURE}
    old = make_letter(make_round(make_edition("2024-then")), office, **facts)
    new_round = make_round(now)
    new = make_letter(new_round, office, **facts)
    other = make_letter(new_round, bureau)
    make_letter(new_round, bureau, wave=2, sent_on=None)
    make_letter(make_round(make_edition("2024-demo", synthetic=True)), office, **facts)
    make_letter(new_round, make_organ(make_city()), **facts)
    outcome = make_outcome(Channel.DISCLOSURE, code="granted")
    make_reply(
        old.round,
        organ=office,
        letters=[old],
        outcome=outcome,
        received_on=_day(30),
        posted_on=_day(27),
    )
    _happened(new, "submitted", 5, route="post")
    for days, kind in ((6, "correction_notice"), (7, "fee_notice"), (8, "reminder")):
        _happened(new, kind, days)
    _happened(new, "telephone", 9, call="other")
    _happened(new, "telephone", 10, call="other", struck_at="2025-04-01T00:00Z", struck_reason="x")
    with CaptureQueriesContext(connection) as asked:
        organs, older = what_worked(now, city, cast.coder)
    assert (len(asked), older) == (2, False)
    (first, second) = organs
    assert [went.letter for went in first.letters] == [new, old]
    assert [went.days for went in first.letters] == [None, 27]
    assert first.letters[0].routes == ("Web form", "Ordinary post")
    assert dict(first.letters[0].obstacles) == {
        "corrections": 1,
        "fees": 1,
        "calls": 1,
        "reminders": 1,
    }
    assert [went.letter for went in second.letters] == [other]
    address = f"/editions/{now.code}/cities/{city.adcode}/letters/all/"
    page = browser(cast.outsider).get(address).content.decode()
    assert "What worked, by organ" in page
    assert "2024-then" in page
    assert '<td data-label="Edition">2024-demo' not in page


def test_a_demo_account_reads_synthetic_years_alone(cast: Cast) -> None:
    city, now = make_city(), make_edition("2025-now")
    make_letter(make_round(now), make_organ(city))
    cast.coder.is_demo = True
    assert what_worked(now, city, cast.coder) == ([], False)
