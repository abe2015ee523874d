"""A letter's history: what may be entered, where it leaves the letter, and what is struck out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from surveys.clock.events import Call, Kind, Route
from surveys.errors import ChangedMeanwhile, Refused
from surveys.models import InfoRequest, RequestEvent, Round, TrailEntry, request_event
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.filters import overdue_rows
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.letter_state import letter_state_refresh, overdue_on
from surveys.rounds.services.reply_change import reply_withdraw
from surveys.workdays.services import calendar_day_set
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_evidence,
    make_letter,
    make_organ,
    make_outcome,
    make_round,
)
from tests.letters import log_reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
OVER = ["extension_over_cap"]
LONG_AFTER = datetime.date(2025, 12, 31)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def survey_round() -> Round:
    return make_round(make_edition("2025-letters"), opens_on=day("2025-03-03"))


@pytest.fixture
def letter(survey_round: Round) -> InfoRequest:
    """A disclosure request of 3 March by the web."""
    organ = make_organ(make_city("甲市", adcode="990100"))
    return make_letter(survey_round, organ, channel=Channel.DISCLOSURE)


def record(cast: Cast, letter: InfoRequest, kind: str, date: str, **more: Any) -> RequestEvent:
    facts = EventFacts(kind=kind, date=day(date), **more)
    return event_record(actor=cast.coder, request=letter, facts=facts, today=LONG_AFTER)


def stand(letter: InfoRequest) -> tuple[str, str, list[str]]:
    letter.refresh_from_db()
    return letter.status, str(letter.due), letter.flags


def test_a_letter_goes_through_its_stations(cast: Cast, letter: InfoRequest) -> None:
    """Beside a neighbour that stays where it is."""
    other = make_letter(letter.round, letter.organ, channel=Channel.DISCLOSURE, wave=2)
    before = stand(other)
    assert stand(letter) == ("sent", "2025-03-31", ["receipt_unconfirmed"])
    assert letter.provisional
    steps: list[tuple[str, str, dict[str, Any], tuple[str, str, list[str]]]] = [
        ("received", "2025-03-05", {}, ("acknowledged", "2025-04-02", [])),
        ("correction_notice", "2025-03-10", {}, ("correction", "None", ["stopped"])),
        ("corrected", "2025-03-17", {}, ("corrected", "2025-04-15", [])),
        ("extended", "2025-04-10", {"days": 10}, ("extended", "2025-04-28", [])),
        ("telephone", "2025-04-11", {"call": "asked_purpose"}, ("extended", "2025-04-28", [])),
        ("third_party_sent", "2025-04-14", {}, ("extended", "None", ["stopped"])),
        ("third_party_answered", "2025-04-21", {}, ("extended", "2025-05-08", [])),
        (
            "extended",
            "2025-04-22",
            {"days": 11},
            ("extended", "2025-05-08", ["extension_over_cap"]),
        ),
    ]
    for kind, date, more, found in steps:
        record(cast, letter, kind, date, **more)
        assert stand(letter) == found, kind
    assert letter.received_on == day("2025-03-05")
    assert stand(other) == before
    entries = TrailEntry.objects.filter(action="event.record")
    assert entries.count() == len(steps)


def test_a_withdrawn_reply_leaves_the_extension_as_it_was(
    cast: Cast, survey_round: Round, letter: InfoRequest
) -> None:
    record(cast, letter, "received", "2025-03-03")
    record(cast, letter, "extended", "2025-03-20", days=20)
    extended = stand(letter)
    assert extended == ("extended", "2025-04-28", [])
    granted = make_outcome(Channel.DISCLOSURE)
    facts: dict[str, Any] = {
        "outcome": granted,
        "received_on": day("2025-04-10"),
        "today": LONG_AFTER,
    }
    reply = log_reply(cast.coder, survey_round, letter.organ, **facts)
    assert stand(letter)[0] == "replied"
    assert (letter.outcome, letter.is_open) == (granted, False)
    reply_withdraw(actor=cast.coder, reply=reply, reason="另一城市的", revision=1)
    assert stand(letter) == extended
    assert (letter.outcome, letter.is_open) == (None, True)
    struck = RequestEvent.objects.get(reply=reply)
    assert (struck.struck_reason, struck.struck_by) == ("另一城市的", cast.coder)


@pytest.mark.parametrize(
    ("came", "posted", "flags"),
    [
        ("2025-03-31", None, []),
        ("2025-04-01", None, ["late"]),
        ("2025-04-03", "2025-03-31", []),
        ("2025-04-03", "2025-04-01", ["late"]),
    ],
)
def test_a_reply_is_late_by_its_postmark(
    cast: Cast, survey_round: Round, letter: InfoRequest, came: str, posted: str | None, flags: Any
) -> None:
    record(cast, letter, "received", "2025-03-03")
    facts: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "today": LONG_AFTER}
    facts |= {"received_on": day(came), "posted_on": day(posted) if posted else None}
    reply = log_reply(cast.coder, survey_round, letter.organ, **facts)
    assert stand(letter)[2] == flags
    version = letter.calendar
    assert {event.calendar for event in reply.events.all()} == {version} != {""}


def test_a_letter_refused_at_intake_is_not_overdue_but_its_second_sending_is(
    cast: Cast, letter: InfoRequest
) -> None:
    record(cast, letter, "received", "2025-03-05")
    late = day("2025-06-02")
    assert overdue_on(letter, late)
    record(cast, letter, "refused_intake", "2025-03-06")
    assert (stand(letter)[0], overdue_on(letter, late)) == ("refused_intake", False)
    assert not InfoRequest.objects.filter(overdue_rows(late)).exists()
    record(cast, letter, "submitted", "2025-03-07", route="post")
    assert (stand(letter)[0], overdue_on(letter, late)) == ("sent", True)
    assert InfoRequest.objects.filter(overdue_rows(late)).get() == letter


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("paid", {}, "kind", "“Fee paid” needs “Fee asked for” before it"),
    ("corrected", {}, "kind", "needs “Correction asked for” before it"),
    ("reconsideration_decided", {"result": "upheld"}, "kind", "needs “Reconsideration asked for”"),
    ("replied", {}, "kind", "logged with its letter"),
    ("dreamt", {}, "kind", "Choose what happened"),
    ("extended", {}, "days", "how many working days"),
    ("extended", {"days": 0}, "days", "from 1 to"),
    ("extended", {"days": 366}, "days", "from 1 to"),
    ("received", {"days": 3}, "days", "how many working days"),
    ("telephone", {}, "call", "what was said"),
    ("received", {"call": "other"}, "call", "what was said"),
    ("submitted", {}, "route", "has a route"),
    ("received", {"route": "web"}, "route", "has a route"),
    ("submitted", {"route": "hotline"}, "route", "takes consultations"),
    ("received", {"result": "upheld"}, "result", "how it was decided"),
]


@pytest.mark.parametrize(("kind", "more", "field", "says"), REFUSED)
def test_what_cannot_be_entered(
    cast: Cast, letter: InfoRequest, kind: str, more: Any, field: str, says: str
) -> None:
    before, events = stand(letter), RequestEvent.objects.count()
    with pytest.raises(Refused, match=says) as caught:
        record(cast, letter, kind, "2025-03-20", **more)
    assert caught.value.field == field
    assert (stand(letter), RequestEvent.objects.count()) == (before, events)
    assert not TrailEntry.objects.exists()


def test_dates_that_cannot_be(cast: Cast, letter: InfoRequest) -> None:
    cases = (
        ("2026-01-01", "date", "future"),
        ("2008-04-30", "date", "regulation"),
        ("2025-03-02", "kind", "needs “Sent” before it"),
    )
    for date, field, says in cases:
        with pytest.raises(Refused, match=says) as caught:
            record(cast, letter, "received", date)
        assert caught.value.field == field
    assert letter.history.count() == 1


def test_a_document_is_of_the_letter_s_city_and_edition(cast: Cast, letter: InfoRequest) -> None:
    edition, city = letter.round.edition, letter.organ.city
    for wrong in (make_evidence(edition, make_city()), make_evidence(make_edition(), city)):
        with pytest.raises(Refused, match="another city or edition"):
            record(cast, letter, "received", "2025-03-05", document=wrong)
    event = record(
        cast, letter, "received", "2025-03-05", document=make_evidence(edition, city), note="回执"
    )
    assert (event.note, event.entered_by) == ("回执", cast.coder)


def test_what_was_entered_by_mistake_is_struck_out_and_stays(
    cast: Cast, letter: InfoRequest
) -> None:
    notice = record(cast, letter, "correction_notice", "2025-03-10")
    corrected = record(cast, letter, "corrected", "2025-03-12")
    with pytest.raises(Refused, match=r"rests on this one: .* needs “Correction asked for”"):
        event_strike(actor=cast.coder, event=notice, reason="另一封的")
    with pytest.raises(Refused):
        event_strike(actor=cast.coder, event=corrected, reason=" ")
    assert stand(letter)[0] == "corrected"
    event_strike(actor=cast.coder, event=corrected, reason="另一封的")
    event_strike(actor=cast.coder, event=notice, reason="另一封的")
    assert stand(letter) == ("sent", "2025-03-31", ["receipt_unconfirmed"])
    assert letter.history.count() == 3, "they stay to be read"
    assert letter.event_count == 1
    with pytest.raises(ChangedMeanwhile):
        event_strike(actor=cast.coder, event=notice, reason="再来")
    reasons = TrailEntry.objects.filter(action="event.strike").values_list("reason", flat=True)
    assert list(reasons) == ["另一封的", "另一封的"]


def test_a_reply_s_event_is_struck_on_its_own_page(
    cast: Cast, survey_round: Round, letter: InfoRequest
) -> None:
    granted = make_outcome(Channel.DISCLOSURE)
    reply = log_reply(cast.coder, survey_round, letter.organ, outcome=granted, today=LONG_AFTER)
    with pytest.raises(Refused, match="correct or withdraw the reply"):
        event_strike(actor=cast.coder, event=reply.events.get(), reason="错")
    assert stand(letter)[0] == "replied"


def test_an_answered_letter_keeps_the_day_it_was_judged_by(
    cast: Cast, survey_round: Round, letter: InfoRequest
) -> None:
    """A later day of the calendar moves an open neighbour and not this one, whatever is entered."""
    record(cast, letter, "received", "2025-03-03")
    waiting = make_letter(survey_round, letter.organ, channel=Channel.DISCLOSURE, wave=2)
    facts: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "today": LONG_AFTER}
    log_reply(cast.coder, survey_round, letter.organ, received_on=day("2025-04-01"), **facts)
    judged = stand(letter)
    assert judged == ("replied", "2025-03-31", ["late"])
    set_off(letter, "2025-03-20")
    record(cast, letter, "reconsideration_asked", "2025-04-20")
    assert stand(letter) == judged
    letter_state_refresh(request=waiting)
    assert (waiting.due, waiting.due_local) == (day("2025-03-31"), day("2025-04-01"))
    record(cast, letter, "reconsideration_decided", "2025-06-20", result="corrected")
    assert stand(letter) == judged


def set_off(letter: InfoRequest, date: str) -> None:
    calendar_day_set(
        actor=None,
        scope="city",
        adcode=letter.organ.city.adcode,
        date=day(date),
        kind="off",
        source="市政府通知",
        reason="收到通知",
    )


def test_a_reply_between_the_two_days_is_neither_late_nor_on_time(
    cast: Cast, survey_round: Round, letter: InfoRequest
) -> None:
    set_off(letter, "2025-03-20")
    record(cast, letter, "received", "2025-03-03")
    assert (letter.due, letter.due_local) == (day("2025-03-31"), day("2025-04-01"))
    assert [overdue_on(letter, day(date)) for date in ("2025-04-01", "2025-04-02")] == [False, True]
    facts: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "today": LONG_AFTER}
    log_reply(cast.coder, survey_round, letter.organ, received_on=day("2025-04-01"), **facts)
    assert stand(letter) == ("replied", "2025-03-31", ["between_dates"])


def test_a_consultation_has_the_limit_that_its_organ_published_or_none(
    cast: Cast, survey_round: Round
) -> None:
    published = {"limit_days": 5, "limit_unit": "working_days", "limit_source": "信箱须知"}
    organs = [make_organ(make_city(), **facts) for facts in (published, {})]
    for organ, due in zip(organs, ("2025-03-10", "None"), strict=True):
        letter = make_letter(survey_round, organ)
        record(cast, letter, "acknowledged", "2025-03-04")
        assert stand(letter) == ("acknowledged", due, [])
        log_reply(cast.coder, survey_round, organ, received_on=day("2025-03-11"), today=LONG_AFTER)
        assert stand(letter) == ("replied", due, ["late"] if due != "None" else [])


def test_every_kind_of_the_clock_is_a_kind_of_event() -> None:
    assert {kind.value for kind in Kind} <= set(EventKind.values)
    assert {route.value for route in Route} <= set(request_event.Route.values)
    assert {call.value for call in Call} == set(request_event.Call.values)
