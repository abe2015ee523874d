"""The letters of `2023-demo`: one per organ, channel and wave, dates by the law's clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.reference import FIXTURES, read_rows
from ecoasset.demo.making.workdays import workday_after
from surveys.clock.clock import Clock
from surveys.clock.flags import Flag
from tests.ecoasset.demo.clocks import clocks_of

EFFECTIVE = 2
# Letters of `2024-demo` that went on to the days off of their area.
AFTER_THE_ROUND = {"540100-2", "540600-2"}


@pytest.fixture(scope="module")
def clocks(demo_2023: DemoEdition) -> dict[str, Clock]:
    """Of the disclosure requests, by key."""
    return clocks_of(demo_2023)


@pytest.mark.parametrize(
    ("receipt", "days", "due"),
    [
        (date(2023, 9, 20), 7, date(2023, 10, 7)),
        (date(2023, 9, 20), 20, date(2023, 10, 24)),
        (date(2023, 9, 20), 40, date(2023, 11, 21)),
        (date(2024, 2, 2), 20, date(2024, 3, 6)),
        (date(2024, 9, 9), 15, date(2024, 9, 30)),
    ],
)
def test_working_days_follow_the_official_calendar(receipt: date, days: int, due: date) -> None:
    assert workday_after(receipt, days) == due


def test_at_most_one_letter_per_wave_organ_channel_and_part(demo_2023: DemoEdition) -> None:
    keys = Counter((r.adcode, r.wave, r.organ_kind, r.channel, r.part) for r in demo_2023.requests)
    assert max(keys.values()) == 1
    assert len({r.key for r in demo_2023.requests}) == len(demo_2023.requests)


def test_every_letter_has_its_events_and_no_event_is_of_another(
    demo_2023: DemoEdition, demo_2024: DemoEdition
) -> None:
    for edition in (demo_2023, demo_2024):
        keys = {r.key for r in edition.requests}
        assert {event.request for event in edition.events} == keys
        answered = [key for reply in edition.replies for key, _outcome in reply.letters if key]
        assert set(answered) <= keys
        assert len(answered) == len(set(answered))
        assert len({reply.key for reply in edition.replies}) == len(edition.replies)
        days = {event.date for event in edition.events if event.request not in AFTER_THE_ROUND}
        assert edition.opened_on <= min(days) <= max(days) <= edition.as_of


def test_every_reply_comes_after_its_letter(demo_2023: DemoEdition, demo_2024: DemoEdition) -> None:
    for edition in (demo_2023, demo_2024):
        sent: dict[str, date] = {}
        for event in edition.events:
            if event.kind == "submitted":
                sent.setdefault(event.request, event.date)
        for reply in edition.replies:
            assert reply.dated_on <= reply.received_on
            assert reply.posted_on is None or reply.dated_on == reply.posted_on
            assert all(sent[key] < reply.dated_on for key, _outcome in reply.letters if key)


def test_corrections_and_extensions_keep_their_limits(clocks: dict[str, Clock]) -> None:
    """In the finished round nobody told of one too late, too long or twice."""
    flags = Counter(flag for found in clocks.values() for flag in found.flags)
    assert flags.keys() == {Flag.RECEIPT_UNCONFIRMED, Flag.LATE}
    kinds = Counter(str(step.event.kind) for found in clocks.values() for step in found.steps)
    assert kinds["correction_notice"] == kinds["corrected"] > 20
    assert kinds["extended"] > 20
    assert kinds["posted"] > 20


def test_a_few_replies_are_late_and_most_are_not(clocks: dict[str, Clock]) -> None:
    answered = [found for found in clocks.values() if found.state.judged]
    late = [found for found in answered if Flag.LATE in found.flags]
    assert 0 < len(late) < 0.08 * len(answered)


def test_letters_travel_by_every_route_of_their_channel(demo_2023: DemoEdition) -> None:
    channels = {r.key: r.channel for r in demo_2023.requests}
    routes: dict[str, set[str]] = defaultdict(set)
    for event in demo_2023.events:
        if event.kind == "submitted":
            routes[channels[event.request]].add(event.route)
    assert routes["disclosure"] == {"web", "email", "post", "registered", "in_person"}
    assert routes["consultation"] == {"mailbox", "hotline"}


def test_265_cities_have_an_effective_reply_by_the_cut_off(demo_2023: DemoEdition) -> None:
    effective = {
        reply.adcode
        for reply in demo_2023.replies
        if demo_2023.cut_off
        and reply.received_on <= demo_2023.cut_off
        and reply.substance >= EFFECTIVE
    }
    assert len(effective) == 265


def test_best_substance_of_a_city_is_its_reply_quality(demo_2023: DemoEdition) -> None:
    best: dict[str, int] = defaultdict(int)
    for r in demo_2023.requests:
        best[r.adcode] = max(best[r.adcode], r.substance or 0)
    graded = {a.adcode: int(a.value) for a in demo_2023.answers if a.question == "reply_quality"}
    assert graded == best


def test_outcomes_are_leaves_of_their_channel_and_fit_the_substance(
    demo_2023: DemoEdition,
) -> None:
    leaves = {row["code"]: row for row in read_rows(FIXTURES / "reference" / "outcomes.csv")}
    for r in demo_2023.requests:
        assert leaves[r.outcome]["channel"] == r.channel
        assert (leaves[r.outcome]["effective"] == "yes") == ((r.substance or 0) >= EFFECTIVE)


def test_cities_without_an_effective_reply_are_silent_refused_or_put_off(
    demo_2023: DemoEdition,
) -> None:
    graded = {a.adcode: int(a.value) for a in demo_2023.answers if a.question == "reply_quality"}
    outcomes = Counter(r.outcome for r in demo_2023.requests if graded[r.adcode] < EFFECTIVE)
    for outcome in ("silent", "consult_silent", "refused_intake", "consult_deferred"):
        assert outcomes[outcome] > 0, outcome
