from datetime import date, timedelta

import pytest

from surveys.statistics.measures.facts import Happened
from surveys.statistics.measures.spells import Spell, letter_spells
from surveys.statistics.measures.survival import survival
from tests.surveys.statistics.made import CUTOFF, SENT, granted, letter

# Weeks in remission under 6-mercaptopurine: Freireich et al. 1963, Blood 21; as in Cox and Oakes,
# Analysis of Survival Data, 1984, table 1.1.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
# Day, at risk, those that relapsed; the bounds as Stata's `sts list` prints them for these data.
PUBLISHED = [
    (6, 21, 3, 0.6197, 0.9516),
    (7, 17, 1, 0.5631, 0.9228),
    (10, 15, 1, 0.5032, 0.8894),
    (13, 12, 1, 0.4316, 0.8491),
    (16, 11, 1, 0.3675, 0.8049),
    (22, 7, 1, 0.2678, 0.7468),
    (23, 6, 1, 0.1881, 0.6801),
]
LATER = CUTOFF + timedelta(days=30)


def days(after: int) -> date:
    return SENT + timedelta(days=after)


def test_the_curve_is_that_of_a_published_example() -> None:
    found = survival(RELAPSED, CENSORED)
    share = 1.0
    for step, (day, at_risk, ended, low, high) in zip(found, PUBLISHED, strict=True):
        share *= (at_risk - ended) / at_risk
        assert (step.day, step.at_risk) == (day, at_risk)
        assert step.share == pytest.approx(share, abs=1e-9)
        assert (step.low, step.high) == pytest.approx((low, high), abs=5e-5)


def test_no_band_where_nothing_is_left_to_wait_for() -> None:
    assert [(step.share, step.low) for step in survival([3, 5], [])][-1] == (0.0, None)
    assert survival([], [4]) == []


@pytest.mark.parametrize(
    ("events", "waited"),
    [
        ([], 40),
        ([("correction_notice", 5), ("corrected", 15)], 30),
        ([("fee_notice", 10), ("fee_notice_received", 12), ("paid", 20)], 30),
        # On the same days for both, counted once; the correction begins before and ends later.
        ([("correction_notice", 5), ("fee_notice", 8), ("paid", 12), ("corrected", 15)], 30),
        # Never answered: the organ still waits for us.
        ([("correction_notice", 30)], 30),
        # What the organ does with others is its own time.
        ([("third_party_sent", 5), ("third_party_answered", 15), ("extended", 16)], 40),
    ],
)
def test_our_own_delay_is_left_out(events: list[tuple[str, int]], waited: int) -> None:
    history = tuple(Happened(kind, days(after)) for kind, after in events)
    one = letter(events=history, answers=(granted(days(40)),))
    neighbour = letter(answers=(granted(days(40)),))
    assert letter_spells([one, neighbour], LATER) == [Spell(waited, True), Spell(40, True)]


def test_what_is_not_answered_is_censored() -> None:
    whole = (CUTOFF - SENT).days
    letters = {
        "silent": (letter(), Spell(whole, False)),
        "late": (letter(answers=(granted(LATER),)), Spell(whole, False)),
        "withdrawn": (letter(events=(Happened("withdrawn", days(9)),)), Spell(9, False)),
        "portal": (letter(events=(Happened("portal_answered", days(7)),)), Spell(7, True)),
        "acknowledged": (letter(events=(Happened("acknowledged", days(2)),)), Spell(whole, False)),
    }
    for name, (one, expected) in letters.items():
        assert letter_spells([one], LATER) == [expected], name
    assert letter_spells([letter()], days(20)) == [Spell(20, False)]


def test_what_never_reached_an_organ_is_no_spell() -> None:
    turned = [letter(status="refused_intake"), letter(sent=None, received=None)]
    assert letter_spells([*turned, letter(answers=(granted(days(3)),))], LATER) == [Spell(3, True)]
