from datetime import date

from surveys.statistics.measures.facts import LetterFacts
from surveys.statistics.measures.outcome_table import OutcomeTable, outcome_table, period_of
from tests.surveys.statistics.made import granted, letter

LEAVES = ("granted", "not_held", "other")
YEAR = period_of(2025)
OLD, NEW, NEXT = date(2024, 11, 4), date(2025, 3, 3), date(2026, 1, 12)


def of(*letters: LetterFacts) -> OutcomeTable:
    return outcome_table(letters, LEAVES, YEAR)


def test_a_year_takes_in_what_was_left_and_leaves_what_is_open() -> None:
    table = of(
        letter(sent=OLD, received=OLD, answers=(granted(date(2024, 12, 2)),)),
        letter(sent=OLD, received=OLD, answers=(granted(NEW, "not_held"),)),
        letter(sent=OLD, received=OLD),
        letter(sent=NEW, received=NEW, answers=(granted(date(2025, 4, 1)),)),
        letter(sent=NEW, received=NEW, answers=(granted(NEXT),), route="registered"),
        letter(sent=NEXT, received=NEXT, answers=(granted(NEXT),)),
    )
    assert table == OutcomeTable(
        received=2,
        carried_in=2,
        by_route={"registered": 1, "web": 1},
        answered=2,
        leaves={"granted": 1, "not_held": 1, "other": 0},
        carried_out=2,
    )
    assert table.balanced


def test_other_channels_and_letters_turned_away_are_not_in_it() -> None:
    table = of(
        letter(channel="consultation"),
        letter(status="refused_intake"),
        letter(sent=None, received=None),
        letter(),
    )
    assert (table.received, table.carried_out) == (1, 1)


def test_marks_beside_the_table_answer_nothing() -> None:
    passed_on = granted(NEW, "passed_on_unnamed", effective=False, leaf=False)
    table = of(letter(answers=(passed_on,)))
    assert (table.answered, table.carried_out, table.balanced) == (0, 1, True)


def test_a_second_answer_of_the_next_year_leaves_this_years_leaf() -> None:
    twice = letter(answers=(granted(NEW, "not_held"), granted(NEXT, "granted")))
    assert of(twice).leaves == {"granted": 0, "not_held": 1, "other": 0}
    assert outcome_table([twice], LEAVES, period_of(2026)).answered == 0
    assert outcome_table([twice], LEAVES, period_of(None)).leaves["granted"] == 1


def test_a_letter_answered_before_it_came_shows_in_the_sum() -> None:
    wrong = letter(sent=NEW, received=NEW, answers=(granted(OLD),))
    assert not of(wrong).balanced
    unknown = granted(NEW, "no_such_leaf")
    assert not of(letter(answers=(unknown,))).balanced
