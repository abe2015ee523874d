"""What ends a request: replies, their postmark, the portal, a withdrawal."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.clock.events import Call
from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, effects, told

SENT = "submitted:2025-03-03:in_person"
DUE, NEXT = "2025-03-31", "2025-04-01"


def test_on_the_due_day_it_is_in_time_and_on_the_next_it_is_late() -> None:
    in_time, late = told(SENT, f"replied:{DUE}"), told(SENT, f"replied:{NEXT}")
    assert (in_time.flags, late.flags) == ((), (Flag.LATE,))
    assert (effects(in_time), effects(late)) == (["start", "end"], ["start", "end"])
    assert in_time.due == late.due == after("2025-03-03", 20)


def test_a_weekend_after_the_due_day_is_late() -> None:
    assert told("submitted:2025-03-07:in_person").due == date(2025, 4, 7)
    assert told("submitted:2025-03-06:in_person").due == date(2025, 4, 3)  # then Qingming
    assert told("submitted:2025-03-06:in_person", "replied:2025-04-05").flags == (Flag.LATE,)


@pytest.mark.parametrize(
    ("events", "flags"),
    [
        ([f"posted:{DUE}", "replied:2025-04-08"], ()),
        (["replied:2025-04-08", f"posted:{DUE}"], ()),
        ([f"posted:{NEXT}", "replied:2025-04-08"], (Flag.LATE,)),
        ([f"replied:{DUE}", f"posted:{NEXT}"], (Flag.LATE,)),
        ([f"posted:{DUE}"], ()),
        ([f"posted:{NEXT}"], (Flag.LATE,)),
    ],
)
def test_a_posted_reply_is_judged_by_its_postmark(
    events: list[str], flags: tuple[Flag, ...]
) -> None:
    found = told(SENT, *events)
    assert found.flags == flags
    assert effects(found)[1:] == ["end"] * len(events)


def test_only_the_first_reply_and_its_first_postmark_count() -> None:
    first = (SENT, "posted:2025-03-20", "replied:2025-03-25")
    assert told(*first, "posted:2025-05-20", "replied:2025-05-25").flags == ()
    assert told(SENT, "replied:2025-03-25", "replied:2025-05-25").flags == ()


def test_an_answer_in_a_portal_counts_from_the_day_it_stands_there() -> None:
    found = told(SENT, f"portal_answered:{DUE}")
    assert (effects(found)[-1], found.flags) == ("end", (Flag.PORTAL_ONLY,))
    late = told(SENT, f"portal_answered:{NEXT}", "replied:2025-04-10")
    assert late.flags == (Flag.PORTAL_ONLY, Flag.LATE)
    assert effects(late)[-1] == "none"


def test_a_withdrawal_ends_and_is_never_late() -> None:
    found = told(SENT, "withdrawn:2025-05-01", "replied:2025-05-10")
    assert effects(found) == ["start", "end", "none"]
    assert (found.flags, found.steps[1].article) == ((), None)


@pytest.mark.parametrize("code", list(Call))
def test_what_is_said_by_telephone_moves_nothing(code: Call) -> None:
    found = told(SENT, f"telephone:2025-03-10:{code}")
    assert effects(found) == ["start", "none"]
    assert (found.due, found.flags) == (told(SENT).due, ())
    assert found.steps[1].article is None


def test_without_a_receipt_a_reply_cannot_be_late() -> None:
    found = told("submitted:2025-03-03:registered", "replied:2025-09-10")
    assert (found.due, found.flags) == (None, (Flag.RECEIPT_UNCONFIRMED,))
