"""What was known of a letter becomes its events, there and back, and nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from surveys.models import InfoRequest, RequestEvent
from surveys.models.request import Channel
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import (
    OPENS,
    TODAY,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.migrating import migrate_to, newest_migration

BEFORE = "0023_calendar_days"
SENT, GOT = date(2025, 3, 4), date(2025, 3, 6)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence_folder", "forth_again"),
]


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("surveys", newest_migration("surveys"))


def _history(pk: int) -> list[tuple[str, str]]:
    rows = RequestEvent.objects.filter(request=pk).order_by("pk")
    return [(row.kind, str(row.date)) for row in rows]


def test_a_populated_database_goes_there_and_back() -> None:
    survey_round, organ = make_round(), make_organ()
    make_outcome(Channel.DISCLOSURE, code="refused_intake")
    made = {
        name: make_letter(survey_round, organ, wave=wave, channel=Channel.DISCLOSURE).pk
        for wave, name in enumerate(("known", "silent", "ready", "refused", "closed"), 1)
    }
    reply = make_reply(survey_round, organ=organ, posted_on=OPENS)
    late = make_reply(survey_round, make_city(), withdrawn=True)
    rows = migrate_to("surveys", BEFORE).get_model("surveys", "InfoRequest").objects
    rows.filter(pk=made["known"]).update(status="acknowledged", sent_on=SENT, received_on=GOT)
    # As an earlier version made them for a reply, with no day of sending.
    rows.filter(pk=made["silent"]).update(status="sent", sent_on=None)
    rows.filter(pk=made["ready"]).update(status="ready", sent_on=None)
    rows.filter(pk=made["refused"]).update(status="refused_intake", sent_on=SENT)
    rows.filter(pk=made["closed"]).update(status="closed", sent_on=SENT, outcome=None)
    migrate_to("surveys", newest_migration("surveys"))
    assert {name: _history(pk) for name, pk in made.items()} == {
        "known": [("submitted", str(SENT)), ("received", str(GOT))],
        "silent": [("submitted", str(OPENS))],
        "ready": [("ready", str(OPENS))],
        "refused": [("submitted", str(SENT)), ("refused_intake", str(SENT))],
        "closed": [("submitted", str(SENT)), ("closed", str(SENT))],
    }
    letters = {name: InfoRequest.objects.get(pk=pk) for name, pk in made.items()}
    assert [name for name, letter in letters.items() if not letter.is_open] == ["closed"]
    for letter in letters.values():
        before = letter.status
        letter_state_refresh(request=letter)
        assert letter.status == before
    assert letters["known"].due == date(2025, 4, 3)
    assert letters["silent"].due is None, "nothing is counted from a day that nobody noted"
    assert "not noted" in RequestEvent.objects.get(request=made["silent"]).note
    answered = reply.outcomes.get().request
    assert answered is not None
    assert [kind for kind, _day in _history(answered.pk)][1:] == ["posted", "replied"]
    assert not late.events.exists()
    assert reply.received_on == TODAY
