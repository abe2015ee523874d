"""Fee notices (Article 42; 国办函〔2020〕109号)."""

from __future__ import annotations

from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, dues, effects, told

SENT = "submitted:2025-03-03:in_person"
NOTICE = ("fee_notice:2025-03-10", "fee_notice_received:2025-03-12")
PAY_BY = after("2025-03-12", 20).isoformat()


def test_the_period_is_counted_anew_from_the_day_after_the_payment() -> None:
    found = told(SENT, *NOTICE, "paid:2025-03-20")
    assert effects(found) == ["start", "pause", "none", "restart"]
    assert dues(found) == ["2025-03-31", None, None, after("2025-03-20", 20).isoformat()]
    assert found.flags == ()
    assert found.steps[1].article == "42; 国办函〔2020〕109号"


def test_until_then_nobody_can_say_when_the_reply_is_due() -> None:
    found = told(SENT, *NOTICE)
    assert (found.due, found.flags) == (None, (Flag.STOPPED,))
    assert found.state.pay_by == after("2025-03-12", 20)


def test_the_twentieth_working_day_is_in_time_and_the_next_ends_the_request() -> None:
    assert told(SENT, *NOTICE, f"paid:{PAY_BY}").due == after(PAY_BY, 20)
    late = told(SENT, *NOTICE, f"paid:{after(PAY_BY, 1)}")
    assert (late.due, late.flags) == (None, (Flag.PAYMENT_LATE,))
    assert effects(late)[-1] == "end"


def test_without_the_day_of_arrival_no_payment_is_late() -> None:
    found = told(SENT, "fee_notice:2025-03-10", "paid:2025-08-20")
    assert (found.due, found.flags) == (after("2025-08-20", 20), ())


def test_an_arrival_alone_is_a_notice() -> None:
    found = told(SENT, "fee_notice_received:2025-03-12", "paid:2025-03-20")
    assert effects(found) == ["start", "pause", "restart"]
    assert told(SENT, "fee_notice_received:2025-03-12", f"paid:{PAY_BY}").flags == ()


def test_a_notice_after_the_due_day_moves_nothing() -> None:
    found = told(SENT, "fee_notice:2025-04-01", "fee_notice_received:2025-04-02", "paid:2025-04-03")
    assert (found.due, found.flags) == (after("2025-03-03", 20), (Flag.FEE_NOTICE_LATE,))
    assert set(effects(found)[1:]) == {"none"}


def test_a_second_notice_is_flagged_and_asks_again_once_the_first_is_paid() -> None:
    waiting = told(SENT, *NOTICE, "fee_notice:2025-03-13")
    assert (effects(waiting)[-1], waiting.state.pay_by) == ("none", after("2025-03-12", 20))
    assert Flag.FEE_NOTICE_REPEATED in waiting.flags
    again = told(SENT, *NOTICE, "paid:2025-03-20", "fee_notice:2025-03-25", "paid:2025-03-28")
    assert (again.due, again.flags) == (after("2025-03-28", 20), (Flag.FEE_NOTICE_REPEATED,))


def test_an_extension_before_the_payment_is_kept() -> None:
    found = told(SENT, "extended:2025-03-06:10", *NOTICE, "paid:2025-03-20")
    assert found.due == after("2025-03-20", 30)
