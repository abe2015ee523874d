"""Third parties (Article 32) and other organs (Article 34): time that is not counted (33)."""

from __future__ import annotations

import pytest

from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, between, dues, effects, told

SENT = "submitted:2025-03-03:in_person"
BOTH = pytest.mark.parametrize("side", ["third_party", "organ"])
LATE = {"third_party": Flag.THIRD_PARTY_LATE, "organ": Flag.ORGAN_LATE}
OVER = {"third_party": Flag.THIRD_PARTY_OVER_15, "organ": Flag.ORGAN_OVER_15}


@BOTH
def test_from_the_sending_to_the_answer_nothing_is_counted(side: str) -> None:
    found = told(SENT, f"{side}_sent:2025-03-10", f"{side}_answered:2025-03-20")
    taken = between("2025-03-10", "2025-03-20")
    assert taken == 8
    assert effects(found) == ["start", "pause", "resume"]
    assert dues(found) == ["2025-03-31", None, after("2025-03-31", taken).isoformat()]
    assert (found.due, found.flags) == (after("2025-03-20", 20 - 5), ())
    assert found.steps[1].article == {"third_party": "32; 33", "organ": "34; 33"}[side]


@BOTH
def test_from_the_arrival_where_it_is_known(side: str) -> None:
    letters = (f"{side}_sent:2025-03-10", f"{side}_received:2025-03-13")
    found = told(SENT, *letters, f"{side}_answered:2025-03-20")
    assert effects(found) == ["start", "pause", "pause", "resume"]
    assert found.due == after("2025-03-31", between("2025-03-13", "2025-03-20"))


@BOTH
def test_of_an_arrival_alone_the_sending_is_not_needed(side: str) -> None:
    found = told(SENT, f"{side}_received:2025-03-13", f"{side}_answered:2025-03-20")
    assert effects(found) == ["start", "pause", "resume"]
    assert found.due == after("2025-03-31", 5)


@BOTH
def test_without_an_answer_there_is_no_due_day(side: str) -> None:
    found = told(SENT, f"{side}_sent:2025-03-10")
    assert (found.due, found.flags) == (None, (Flag.STOPPED,))


@BOTH
def test_a_pause_that_begins_and_ends_on_days_off_takes_its_working_days(side: str) -> None:
    # From a Saturday to the Sunday of the week after.
    found = told(SENT, f"{side}_sent:2025-03-08", f"{side}_answered:2025-03-16")
    assert found.due == after("2025-03-31", 5)
    weekend = told(SENT, f"{side}_sent:2025-03-08", f"{side}_answered:2025-03-09")
    assert weekend.due == after("2025-03-31", 0)


@BOTH
def test_sent_on_the_due_day_the_answers_day_is_the_last(side: str) -> None:
    found = told(SENT, f"{side}_sent:2025-03-31", f"{side}_answered:2025-04-09")
    assert found.due == after("2025-03-31", between("2025-03-31", "2025-04-09"))
    assert found.due.isoformat() == "2025-04-09"


@BOTH
def test_fifteen_working_days_are_in_time_and_sixteen_are_not(side: str) -> None:
    for count, flags in ((15, ()), (16, (OVER[side],))):
        answered = after("2025-03-10", count).isoformat()
        found = told(SENT, f"{side}_sent:2025-03-10", f"{side}_answered:{answered}")
        assert (found.due, found.flags) == (after("2025-03-31", count), flags)


@BOTH
def test_a_day_off_after_the_fifteenth_is_late(side: str) -> None:
    assert after("2025-03-07", 15).isoformat() == "2025-03-28"  # a Friday
    found = told(SENT, f"{side}_sent:2025-03-07", f"{side}_answered:2025-03-29")
    assert (found.due, found.flags) == (after("2025-03-31", 15), (OVER[side],))


@BOTH
def test_the_fifteen_days_run_from_the_arrival(side: str) -> None:
    answered = after("2025-03-12", 15).isoformat()
    letters = (f"{side}_sent:2025-03-10", f"{side}_received:2025-03-12")
    assert told(SENT, *letters, f"{side}_answered:{answered}").flags == ()


@BOTH
def test_after_the_due_day_there_is_nothing_left_to_stop(side: str) -> None:
    found = told(SENT, f"{side}_sent:2025-04-01", f"{side}_answered:2025-04-10")
    assert (found.due, found.flags) == (after("2025-03-03", 20), (LATE[side],))
    assert effects(found) == ["start", "none", "none"]
    arrived = told(SENT, f"{side}_received:2025-04-01", f"{side}_answered:2025-04-10")
    assert (arrived.due, arrived.flags) == (after("2025-03-03", 20), (LATE[side],))


@BOTH
def test_sent_in_time_it_stops_the_clock_although_it_arrives_after_the_due_day(side: str) -> None:
    letters = (f"{side}_sent:2025-03-28", f"{side}_received:2025-04-02")
    waiting = told(SENT, *letters)
    assert (waiting.due, effects(waiting)[-1]) == (None, "pause")
    found = told(SENT, *letters, f"{side}_answered:2025-04-10")
    assert (str(found.due), found.flags) == ("2025-04-10", ())
    # Its fifteen days run from the arrival all the same.
    last = after("2025-04-02", 15).isoformat()
    assert told(SENT, *letters, f"{side}_answered:{last}").flags == ()


@BOTH
def test_with_no_day_left_the_answer_on_a_day_off_leaves_the_next_working_day(side: str) -> None:
    for answered, due in (("2025-04-05", "2025-04-07"), ("2025-04-03", "2025-04-03")):
        found = told(SENT, f"{side}_sent:2025-03-31", f"{side}_answered:{answered}")
        assert str(found.due) == due
    # Sent and answered over the weekend after a due day that is a Friday.
    friday = told("submitted:2025-02-28:in_person", f"{side}_sent:2025-03-28")
    assert effects(friday)[-1] == "pause"
    found = told(
        "submitted:2025-02-28:in_person", f"{side}_sent:2025-03-28", f"{side}_answered:2025-03-30"
    )
    assert str(found.due) == "2025-03-31"


def test_an_answer_is_that_of_the_first_letter_whichever_arrived() -> None:
    asked = ("third_party_sent:2025-03-05", "third_party_sent:2025-03-06")
    found = told(
        SENT,
        *(*asked, "third_party_received:2025-03-07"),
        *("third_party_answered:2025-03-12", "third_party_answered:2025-03-14"),
    )
    assert found.due == after("2025-03-31", between("2025-03-06", "2025-03-14"))


def test_two_pauses_at_once_count_once() -> None:
    found = told(
        SENT,
        *("third_party_sent:2025-03-10", "organ_sent:2025-03-12"),
        *("third_party_answered:2025-03-14", "organ_answered:2025-03-20"),
    )
    assert effects(found) == ["start", "pause", "pause", "none", "resume"]
    assert found.due == after("2025-03-31", between("2025-03-10", "2025-03-20"))


def test_two_pauses_one_after_the_other_count_both() -> None:
    found = told(
        SENT,
        *("third_party_sent:2025-03-10", "third_party_answered:2025-03-12"),
        *("organ_sent:2025-03-17", "organ_answered:2025-03-20"),
    )
    assert found.due == after("2025-03-31", 2 + 3)


def test_several_third_parties_are_waited_for() -> None:
    asked = ("third_party_sent:2025-03-10", "third_party_sent:2025-03-11")
    first = told(SENT, *asked, "third_party_answered:2025-03-12")
    assert (first.due, effects(first)[-1]) == (None, "none")
    both = told(SENT, *asked, "third_party_answered:2025-03-12", "third_party_answered:2025-03-18")
    assert both.due == after("2025-03-31", between("2025-03-10", "2025-03-18"))


def test_a_reply_needs_no_answer_any_more() -> None:
    found = told(SENT, "third_party_sent:2025-03-10", "replied:2025-04-20")
    assert found.due == after("2025-03-31", between("2025-03-10", "2025-04-20"))
    assert found.flags == (Flag.THIRD_PARTY_OVER_15,)


def test_a_correction_meanwhile_begins_anew_and_waits_on() -> None:
    asked = (SENT, "third_party_sent:2025-03-05", "correction_notice:2025-03-06")
    waiting = told(*asked, "corrected:2025-03-12")
    assert (waiting.due, effects(waiting)[-1]) == (None, "restart")
    found = told(*asked, "corrected:2025-03-12", "third_party_answered:2025-03-20")
    assert found.due == after("2025-03-12", 20 + between("2025-03-12", "2025-03-20"))
    before = told(*asked, "third_party_answered:2025-03-10", "corrected:2025-03-12")
    assert before.due == after("2025-03-12", 20)


@pytest.mark.parametrize("order", [1, -1])
def test_pause_and_extension_add_up_in_either_order(order: int) -> None:
    pause = ["organ_sent:2025-03-10", "organ_answered:2025-03-12"]
    extension = "extended:2025-03-13:10" if order == 1 else "extended:2025-03-07:10"
    events = [*pause, extension] if order == 1 else [extension, *pause]
    assert told(SENT, *events).due == after("2025-03-03", 20 + 10 + 2)


def test_an_extension_while_waiting_is_in_time() -> None:
    found = told(
        SENT, "organ_sent:2025-03-10", "extended:2025-04-20:5", "organ_answered:2025-04-21"
    )
    assert found.due == after("2025-03-03", 20 + 5 + between("2025-03-10", "2025-04-21"))


def test_a_cap_bounds_what_a_third_party_takes_and_no_other_organ() -> None:
    answered = after("2025-03-10", 40).isoformat()
    for side, taken in (("third_party", 15), ("organ", 40)):
        events = (SENT, f"{side}_sent:2025-03-10", f"{side}_answered:{answered}")
        assert told(*events, third_party_cap=15).due == after("2025-03-31", taken)
    open_yet = told(SENT, "third_party_sent:2025-03-10", third_party_cap=15)
    assert (open_yet.due, open_yet.flags) == (after("2025-03-31", 15), ())
