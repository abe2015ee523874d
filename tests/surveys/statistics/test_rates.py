from datetime import date, timedelta

import pytest

from surveys.statistics.measures.facts import Happened, LetterFacts, ReplyFacts
from surveys.statistics.measures.rates import SINGLE, Kind, Rate, rates
from tests.surveys.statistics.made import CUTOFF, OTHER, SENT, facts, granted, letter, replied

TODAY = SENT + timedelta(days=100)
LATER = CUTOFF + timedelta(days=5)
DAY = SENT + timedelta(days=20)


def found(
    *letters: LetterFacts,
    key: str,
    by: dict[str, str] | None = None,
    today: date = TODAY,
    replies: tuple[ReplyFacts, ...] = (),
) -> tuple[int, int]:
    """Numerator and denominator."""
    [rate] = [
        rate
        for rate in rates(facts(*letters, replies=replies), today)
        if (rate.key, rate.by) == (key, by or {})
    ]
    return rate.numerator, rate.denominator


def test_each_rate_counts_what_its_key_says() -> None:
    one = letter(organ=1, answers=(granted(DAY),))
    same_organ = letter(organ=1)
    elsewhere = letter(city=OTHER, organ=2, answers=(granted(DAY, effective=False),))
    rows = (one, same_organ, elsewhere)
    assert found(*rows, key="letters_answered") == (2, 3)
    assert found(*rows, key="organs_answered") == (2, 2)
    assert found(*rows, key="organs_effective") == (1, 2)
    assert found(*rows, key="cities_effective") == (1, 2)
    assert found(*rows, key="cities_effective", by={"province": "湖北省"}) == (1, 1)
    assert found(*rows, key="letters_effective", by={"region": "东部"}) == (0, 1)


def test_of_all_cities_a_reply_unasked_counts_too() -> None:
    replies = (replied(OTHER, DAY, wave=0),)
    assert found(letter(), replies=replies, key="all_cities_effective") == (1, 2)
    assert found(letter(), replies=replies, key="all_cities_written_to") == (1, 2)
    late = (replied(OTHER, LATER),)
    assert found(letter(), replies=late, key="all_cities_effective") == (0, 2)


def test_an_acknowledgement_is_no_answer() -> None:
    acknowledged = letter(events=(Happened("acknowledged", DAY),))
    both = letter(events=(Happened("acknowledged", DAY),), answers=(granted(DAY),))
    assert found(acknowledged, both, key="letters_answered") == (1, 2)
    assert found(acknowledged, both, key="letters_acknowledged") == (2, 2)
    assert found(acknowledged, both, key="letters_acknowledged_alone") == (1, 2)


def test_silence_is_told_at_the_cut_off_and_apart_from_what_was_turned_away() -> None:
    rows = (letter(), letter(status="refused_intake"), letter(answers=(granted(DAY),)))
    assert found(*rows, key="letters_silent") == (0, 3)
    assert found(*rows, key="letters_silent", today=LATER) == (1, 3)
    never_sent = letter(sent=None, received=None, status="no_channel")
    assert found(*rows, never_sent, key="letters_refused_intake") == (1, 4)
    assert found(*rows, never_sent, key="letters_no_channel") == (1, 4)


@pytest.mark.parametrize(
    ("key", "event"),
    [
        ("calls_asked_purpose", Happened("telephone", DAY, "asked_purpose")),
        ("letters_correction_asked", Happened("correction_notice", DAY)),
        ("letters_fee_asked", Happened("fee_notice", DAY)),
        ("letters_extended", Happened("extended", DAY)),
        ("letters_withdrawn", Happened("withdrawn", DAY)),
    ],
)
def test_obstacles_are_counted_each_for_itself(key: str, event: Happened) -> None:
    rows = (letter(events=(event, event)), letter(events=(Happened("telephone", DAY, "other"),)))
    assert found(*rows, key=key) == (1, 2)


def test_corrections_are_of_disclosure_requests_alone() -> None:
    rows = (letter(events=(Happened("correction_notice", DAY),)), letter(channel="consultation"))
    assert found(*rows, key="letters_correction_asked") == (1, 1)


def test_replies_are_on_time_between_the_two_days_or_late() -> None:
    flags: tuple[frozenset[str], ...] = (
        frozenset(),
        frozenset({"between_dates"}),
        frozenset({"late"}),
    )
    rows = [letter(due=DAY, flags=flag, answers=(granted(DAY),)) for flag in flags]
    keys = ("replies_on_time", "replies_between_days", "replies_late")
    assert [found(*rows, letter(due=DAY), key=key) for key in keys] == [(1, 3)] * 3


def test_groupings_may_be_of_several_properties() -> None:
    rows = facts(letter(), letter(wave=2), letter(channel="consultation", route=""))
    wanted = [("channel", "wave")]
    together = {
        (rate.by["channel"], rate.by["wave"]): rate.denominator
        for rate in rates(rows, TODAY, wanted)
        if rate.key == "letters_answered"
    }
    assert together == {("consultation", 1): 1, ("disclosure", 1): 1, ("disclosure", 2): 1}
    routes = {rate.by["route"] for rate in rates(rows, TODAY) if "route" in rate.by}
    assert routes == {"web", "unknown"}


def test_nothing_is_told_of_nothing() -> None:
    only = {rate.key for rate in rates(facts(), TODAY, SINGLE)}
    assert only == {"all_cities_written_to", "all_cities_effective"}
    assert Rate("all_cities_effective", 0, 2, Kind.CITIES, {}) in rates(facts(), TODAY)
