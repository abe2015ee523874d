"""Corrections (Article 30)."""

from __future__ import annotations

from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, dues, effects, told

SENT = "submitted:2025-03-03:in_person"
LAST = after("2025-03-03", 7).isoformat()


def test_the_clock_restarts_when_the_correction_is_received() -> None:
    found = told(SENT, "correction_notice:2025-03-10", "corrected:2025-03-20")
    assert effects(found) == ["start", "pause", "restart"]
    assert dues(found) == ["2025-03-31", None, after("2025-03-20", 20).isoformat()]
    assert [step.article for step in found.steps] == ["31(1)", "30", "30"]
    assert found.flags == ()


def test_until_then_nobody_can_say_when_the_reply_is_due() -> None:
    found = told(SENT, "correction_notice:2025-03-10")
    assert (found.due, found.provisional, found.flags) == (None, False, (Flag.STOPPED,))


def test_the_seventh_working_day_is_in_time_and_the_eighth_is_late() -> None:
    assert LAST == "2025-03-12"
    assert effects(told(SENT, f"correction_notice:{LAST}"))[-1] == "pause"
    late = told(SENT, "correction_notice:2025-03-13", "corrected:2025-03-20")
    assert late.due == after("2025-03-03", 20)
    assert effects(late)[1:] == ["none", "none"]
    assert late.flags == (Flag.CORRECTION_LATE,)


def test_seven_days_are_working_days() -> None:
    # Received before the Spring Festival, which ends on 2025-02-04.
    sent, last = "submitted:2025-01-23:in_person", after("2025-01-23", 7).isoformat()
    assert last == "2025-02-08"  # a Saturday that is worked
    assert effects(told(sent, f"correction_notice:{last}"))[-1] == "pause"
    assert told(sent, "correction_notice:2025-02-09").flags == (Flag.CORRECTION_LATE,)


def test_a_second_notice_moves_nothing() -> None:
    once = (SENT, "correction_notice:2025-03-05", "corrected:2025-03-07")
    found = told(*once, "correction_notice:2025-03-11", "corrected:2025-03-20")
    assert found.due == after("2025-03-07", 20)
    assert effects(found)[3:] == ["none", "none"]
    assert found.flags == (Flag.CORRECTION_REPEATED,)


def test_a_second_notice_before_the_correction_leaves_the_first_one_open() -> None:
    twice = (SENT, "correction_notice:2025-03-05", "correction_notice:2025-03-10")
    assert told(*twice).due is None
    assert told(*twice, "corrected:2025-03-14").due == after("2025-03-14", 20)


def test_a_second_notice_after_a_late_one_is_both() -> None:
    found = told(SENT, "correction_notice:2025-03-14", "correction_notice:2025-03-17")
    assert found.flags == (Flag.CORRECTION_LATE, Flag.CORRECTION_REPEATED)
    assert found.due == after("2025-03-03", 20)


def test_a_correction_after_the_first_due_day_restarts_all_the_same() -> None:
    found = told(SENT, "correction_notice:2025-03-10", "corrected:2025-06-10")
    assert found.due == after("2025-06-10", 20)


def test_an_extension_before_the_correction_is_kept() -> None:
    found = told(
        SENT, "extended:2025-03-06:10", "correction_notice:2025-03-10", "corrected:2025-03-20"
    )
    assert found.due == after("2025-03-20", 30)


def test_it_confirms_a_receipt_that_nobody_confirmed() -> None:
    found = told("submitted:2025-03-03:web", "correction_notice:2025-03-05", "corrected:2025-03-10")
    assert (found.due, found.provisional, found.flags) == (after("2025-03-10", 20), False, ())


def test_a_reply_without_the_correction_is_never_late() -> None:
    found = told(SENT, "correction_notice:2025-03-10", "replied:2025-09-10")
    assert (found.due, found.flags) == (None, ())
