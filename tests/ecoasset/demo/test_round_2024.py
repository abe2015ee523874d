"""`2024-demo` in the middle of its round: every trouble that a letter can have, a few times."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from ecoasset.demo.fixture import DemoEdition, DemoEvent
from surveys.clock.clock import Clock
from surveys.clock.events import Call, Kind
from surveys.clock.flags import Flag
from surveys.models.request_event import EventKind
from tests.ecoasset.demo.clocks import clocks_of


@pytest.fixture(scope="module")
def clocks(demo_2024: DemoEdition) -> dict[str, Clock]:
    return clocks_of(demo_2024)


@pytest.fixture(scope="module")
def events(demo_2024: DemoEdition) -> dict[str, list[DemoEvent]]:
    found: dict[str, list[DemoEvent]] = defaultdict(list)
    for event in demo_2024.events:
        found[event.request].append(event)
    return found


def kinds(rows: list[DemoEvent]) -> list[str]:
    return [row.kind for row in rows]


@pytest.mark.parametrize(
    ("flag", "least"),
    [
        (Flag.RECEIPT_UNCONFIRMED, 3),
        (Flag.CORRECTION_LATE, 3),
        (Flag.CORRECTION_REPEATED, 3),
        (Flag.EXTENSION_LATE, 3),
        (Flag.EXTENSION_OVER_CAP, 3),
        (Flag.THIRD_PARTY_OVER_15, 2),
        (Flag.STOPPED, 3),
        (Flag.PORTAL_ONLY, 3),
        (Flag.LATE, 3),
        (Flag.BETWEEN_DATES, 1),
    ],
)
def test_a_flag_is_there_to_be_seen(clocks: dict[str, Clock], flag: Flag, least: int) -> None:
    assert sum(flag in found.flags for found in clocks.values()) >= least


def test_no_date_is_before_its_receipt_or_after_the_end(clocks: dict[str, Clock]) -> None:
    """What would be a mistake of ours, and no trouble with an organ."""
    flags = {flag for found in clocks.values() for flag in found.flags}
    assert flags.isdisjoint({Flag.DATE_BEFORE_RECEIPT, Flag.AFTER_END, Flag.CALENDAR_UNPUBLISHED})


def test_every_kind_of_event_happens_but_the_end_of_a_suit(demo_2024: DemoEdition) -> None:
    found = Counter(event.kind for event in demo_2024.events)
    of_replies = {EventKind.REPLIED, EventKind.POSTED}
    # Which no clock reads and nobody entered on the days that the edition tells of.
    ours = {EventKind.REMINDER, EventKind.PORTAL_LOOKED, EventKind.SUIT_DECIDED}
    assert found.keys() == {*EventKind.values} - of_replies - ours
    assert min(found.values()) >= 2


def test_every_call_was_made(demo_2024: DemoEdition) -> None:
    found = Counter(event.call for event in demo_2024.events if event.kind == "telephone")
    assert found.keys() == {*Call}
    assert min(found.values()) >= 2


def test_letters_stand_wherever_one_can(
    demo_2024: DemoEdition, clocks: dict[str, Clock], events: dict[str, list[DemoEvent]]
) -> None:
    opened = {key: found for key, found in clocks.items() if found.state.end is None}
    overdue = [key for key, found in opened.items() if found.due and found.due < demo_2024.as_of]
    assert len(overdue) > 20
    assert any(found.due and found.due >= demo_2024.as_of for found in opened.values())
    assert sum(found.state.submitted is None for found in clocks.values()) > 20
    assert sum(found.state.correcting for found in opened.values()) > 3
    assert sum(found.state.anew for found in opened.values()) > 3
    assert sum(found.state.extension > 0 for found in opened.values()) > 3
    assert sum(found.state.paying for found in opened.values()) == 3
    for asked in (Kind.THIRD_PARTY_SENT, Kind.ORGAN_SENT):
        waits = [found for found in opened.values() if asked in _asked(found)]
        assert len(waits) >= 3
        assert all(found.due is None for found in waits)
    paid = [key for key, rows in events.items() if "paid" in kinds(rows)]
    assert len(paid) == 3
    assert all(clocks[key].state.anew for key in paid)


def _asked(found: Clock) -> set[Kind]:
    return {letter.asked for letter in found.state.letters}


def test_a_reply_between_the_two_days_and_a_letter_that_has_both(
    clocks: dict[str, Clock],
) -> None:
    """By the days off of the Tibetan new year 2025, the nearest whose source is known."""
    two = {key: (row.due, row.due_local) for key, row in clocks.items() if row.due_local}
    assert two == {
        "540100-2": (date(2025, 3, 10), date(2025, 3, 14)),
        "540600-2": (date(2025, 3, 11), date(2025, 3, 17)),
    }
    assert clocks["540100-2"].state.judged == date(2025, 3, 12)
    assert clocks["540100-2"].flags == (Flag.BETWEEN_DATES,)
    assert clocks["540600-2"].state.end is None


def test_the_postmark_judges_what_came_too_late(
    demo_2024: DemoEdition, clocks: dict[str, Clock]
) -> None:
    saved = [
        reply.key
        for reply in demo_2024.replies
        if reply.posted_on
        and (due := clocks[reply.key].due)
        and reply.posted_on <= due < reply.received_on
    ]
    assert len(saved) >= 4
    assert all(Flag.LATE not in clocks[key].flags for key in saved)


def test_one_reply_answers_two_letters_and_another_none(demo_2024: DemoEdition) -> None:
    letters = {request.key: request for request in demo_2024.requests}
    shared = [reply for reply in demo_2024.replies if len(reply.letters) == 2]
    assert len(shared) == 5
    for reply in shared:
        for key, outcome in reply.letters:
            assert letters[key].adcode == reply.adcode
            assert letters[key].outcome == outcome
            assert letters[key].substance == reply.substance
    assert any(len({outcome for _key, outcome in reply.letters}) == 2 for reply in shared)
    unasked = [reply for reply in demo_2024.replies if reply.letters[0][0] == ""]
    assert len(unasked) == 2
    asked = {(request.adcode, request.organ_kind) for request in demo_2024.requests}
    assert not asked & {(reply.adcode, reply.organ_kind) for reply in unasked}


def test_some_cities_are_asked_in_parts(demo_2024: DemoEdition) -> None:
    parts = Counter(request.part for request in demo_2024.requests)
    assert parts.keys() == {
        *("all", "development_reform", "natural_resources", "ecology_environment")
    }
    cited = {answer.request for answer in demo_2024.answers}
    for request in demo_2024.requests:
        assert request.part in ("all", request.organ_kind)
        assert request.part == "all" or request.key not in cited


def test_intake_is_refused_and_one_is_sent_again_by_another_route(
    demo_2024: DemoEdition, events: dict[str, list[DemoEvent]]
) -> None:
    outcomes = {request.key: request.outcome for request in demo_2024.requests}
    refused = {key: rows for key, rows in events.items() if "refused_intake" in kinds(rows)}
    again = {key: rows for key, rows in refused.items() if kinds(rows)[-1] == "received"}
    assert len(again) == 3
    assert len(refused) > 10
    for key in refused:
        assert outcomes[key] == ("" if key in again else "refused_intake")
    for rows in again.values():
        assert kinds(rows) == ["submitted", "refused_intake", "submitted", "received"]
        assert [row.route for row in rows if row.route] == ["web", "registered"]


def test_reconsideration_is_under_way_decided_and_taken_to_court(
    demo_2024: DemoEdition, events: dict[str, list[DemoEvent]]
) -> None:
    outcomes = {request.key: request.outcome for request in demo_2024.requests}
    asked = {key: rows for key, rows in events.items() if "reconsideration_asked" in kinds(rows)}
    results = Counter(
        next((row.result for row in rows if row.result), "under way") for rows in asked.values()
    )
    assert results["under way"] >= 3
    assert results["upheld"] >= 3
    assert results["corrected"] == 2
    assert sum("suit_filed" in kinds(rows) for rows in events.values()) == 2
    # Over silence nothing was withheld.
    assert {outcomes[key][:9] for key in asked} == {"", "withheld_"}


def test_no_open_letter_has_an_outcome(
    demo_2024: DemoEdition, clocks: dict[str, Clock], events: dict[str, list[DemoEvent]]
) -> None:
    replied = {key: outcome for reply in demo_2024.replies for key, outcome in reply.letters}
    alone = {"silent", "refused_intake", "no_channel"}
    found: Counter[str] = Counter()
    for request in demo_2024.requests:
        if request.key in replied:
            assert request.outcome == replied[request.key]
        else:
            assert request.outcome in {"", *alone}, request.key
            found[request.outcome] += 1
        ends = {"closed": "silent", "no_channel": "no_channel"}
        for kind, outcome in ends.items():
            assert (kind in kinds(events[request.key])) == (request.outcome == outcome)
    assert min(found[outcome] for outcome in alone) >= 4
