"""The day of receipt by each route (Article 31)."""

from __future__ import annotations

import pytest

from surveys.clock.flags import Flag
from tests.surveys.clock.made import after, dues, effects, told

UNCONFIRMED = (Flag.RECEIPT_UNCONFIRMED,)


def test_in_person_it_is_the_day_itself() -> None:
    found = told("submitted:2025-03-03:in_person")
    assert found.due == after("2025-03-03", 20)
    assert (found.provisional, found.flags, effects(found)) == (False, (), ["start"])
    assert found.steps[0].article == "31(1)"


def test_in_person_on_a_day_off_counts_from_the_next_working_day() -> None:
    assert told("submitted:2025-03-01:in_person").due == after("2025-02-28", 20)
    # 2025-01-26 is a Sunday that is worked, 2025-01-28 begins the Spring Festival.
    assert told("submitted:2025-01-26:in_person").due == after("2025-01-26", 20)


def test_registered_post_waits_for_the_signature() -> None:
    sent = told("submitted:2025-03-03:registered")
    assert (sent.due, sent.provisional, sent.flags) == (None, False, UNCONFIRMED)
    found = told("submitted:2025-03-03:registered", "received:2025-03-06")
    assert (found.due, found.provisional, found.flags) == (after("2025-03-06", 20), False, ())
    assert effects(found) == ["none", "start"]
    assert found.steps[1].article == "31(2)"


def test_an_acknowledgement_moves_nothing_that_was_signed_for() -> None:
    signed = ("submitted:2025-03-03:registered", "received:2025-03-06")
    found = told(*signed, "acknowledged:2025-03-10")
    assert found.due == after("2025-03-06", 20)
    assert effects(found)[-1] == "none"


def test_an_acknowledgement_alone_bounds_the_signature() -> None:
    sent = ("submitted:2025-03-03:registered", "acknowledged:2025-03-10")
    found = told(*sent)
    assert (found.due, found.provisional, found.flags) == (
        after("2025-03-10", 20),
        True,
        UNCONFIRMED,
    )
    assert told(*sent, "received:2025-03-11").due == after("2025-03-11", 20)
    assert told(*sent, "acknowledged:2025-03-12").due == found.due


@pytest.mark.parametrize("confirmation", ["acknowledged", "received"])
def test_ordinary_post_waits_for_the_organs_confirmation(confirmation: str) -> None:
    assert told("submitted:2025-03-03:post").due is None
    found = told("submitted:2025-03-03:post", f"{confirmation}:2025-03-10")
    assert (found.due, found.provisional, found.flags) == (after("2025-03-10", 20), False, ())
    assert effects(found) == ["none", "start"]
    assert found.steps[1].article == "31(2)"


@pytest.mark.parametrize("route", ["web", "email", "fax"])
@pytest.mark.parametrize("confirmation", ["acknowledged", "received"])
def test_the_web_waits_for_both_sides_and_is_provisional_until_then(
    route: str, confirmation: str
) -> None:
    sent = told(f"submitted:2025-03-03:{route}")
    assert (sent.due, sent.provisional, sent.flags) == (after("2025-03-03", 20), True, UNCONFIRMED)
    found = told(f"submitted:2025-03-03:{route}", f"{confirmation}:2025-03-05")
    assert (found.due, found.provisional, found.flags) == (after("2025-03-05", 20), False, ())
    assert effects(found) == ["start", "start"]
    assert {step.article for step in found.steps} == {"31(3)"}


def test_confirmed_once_it_stays() -> None:
    confirmed = ("submitted:2025-03-03:web", "acknowledged:2025-03-05")
    for again in (
        "acknowledged:2025-03-06",
        "received:2025-03-06",
        "submitted:2025-03-06:in_person",
    ):
        found = told(*confirmed, again)
        assert found.due == after("2025-03-05", 20)
        assert effects(found)[-1] == "none"


def test_sent_again_a_confirmed_receipt_goes_before_an_unconfirmed_one() -> None:
    web = "submitted:2025-03-03:web"
    again = told(web, "submitted:2025-03-10:email")
    assert (again.due, again.provisional) == (after("2025-03-03", 20), True)
    posted = (web, "submitted:2025-03-10:registered")
    assert told(*posted).due == after("2025-03-03", 20)
    signed = told(*posted, "received:2025-03-12")
    assert (signed.due, signed.provisional) == (after("2025-03-12", 20), False)
    carried = told(web, "submitted:2025-03-10:in_person")
    assert (carried.due, carried.provisional) == (after("2025-03-10", 20), False)


def test_an_acknowledgement_is_for_the_sending_that_it_can_confirm() -> None:
    both = ("submitted:2025-03-03:web", "submitted:2025-03-10:registered")
    found = told(*both, "acknowledged:2025-03-11")
    assert (found.due, found.provisional) == (after("2025-03-11", 20), False)
    assert found.steps[2].article == "31(3)"


def test_a_letter_on_its_way_is_overtaken_by_the_web() -> None:
    found = told("submitted:2025-03-03:registered", "submitted:2025-03-10:web")
    assert (found.due, found.provisional) == (after("2025-03-10", 20), True)


def test_an_act_before_the_receipt_is_flagged_in_either_order() -> None:
    flags = (Flag.DATE_BEFORE_RECEIPT,)
    sent, signed = "submitted:2025-03-03:registered", "received:2025-03-06"
    for notice in (
        "correction_notice:2025-03-05",
        "extended:2025-03-05:5",
        "organ_sent:2025-03-05",
    ):
        told_by_date, told_late = told(sent, notice, signed), told(sent, signed, notice)
        assert set(flags) <= set(told_by_date.flags)
        assert (told_by_date.due, told_by_date.flags) == (told_late.due, told_late.flags)
    assert told(sent, "extended:2025-03-05:5", signed).due == after("2025-03-06", 25)
    early = told("submitted:2025-03-03:web", "correction_notice:2025-03-05", "received:2025-03-07")
    assert Flag.DATE_BEFORE_RECEIPT in early.flags


def test_a_reply_before_the_receipt_is_flagged_and_ends() -> None:
    found = told("submitted:2025-03-03:registered", "replied:2025-03-05", "received:2025-03-06")
    assert effects(found) == ["none", "end", "none"]
    flagged = told("submitted:2025-03-03:registered", "received:2025-03-06", "replied:2025-03-05")
    assert flagged.flags == (Flag.DATE_BEFORE_RECEIPT,)
    assert effects(flagged)[-1] == "end"


@pytest.mark.parametrize(
    "events",
    [
        ["extended:2025-02-28:10"],
        ["correction_notice:2025-02-28", "corrected:2025-03-10"],
        ["third_party_sent:2025-02-28", "third_party_answered:2025-03-10"],
        ["fee_notice:2025-02-28", "paid:2025-03-10"],
    ],
)
def test_an_act_before_the_request_is_flagged_and_moves_nothing(events: list[str]) -> None:
    found = told("submitted:2025-03-03:in_person", *events)
    assert found.due == after("2025-03-03", 20)
    assert set(effects(found)[1:]) == {"none"}
    assert Flag.DATE_BEFORE_RECEIPT in found.flags
    assert dues(found) == ["2025-03-31"] * (len(events) + 1)
