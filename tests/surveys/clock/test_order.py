"""In which order events make sense."""

from __future__ import annotations

import pytest

from surveys.clock.events import BadEvent, Fault, Kind, event_read
from surveys.clock.flags import Flag
from surveys.clock.order import allowed, in_order
from surveys.clock.rules.table import RULES
from surveys.clock.state import State
from tests.surveys.clock.made import effects, told

SENT = "submitted:2025-03-03:in_person"


@pytest.mark.parametrize(
    ("events", "fault"),
    [
        (["replied:2025-03-05"], Fault.REPLY_BEFORE_REQUEST),
        (["posted:2025-03-05", SENT], Fault.REPLY_BEFORE_REQUEST),
        ([SENT, "replied:2025-03-02"], Fault.REPLY_BEFORE_REQUEST),
        ([SENT, "portal_answered:2025-03-02"], Fault.REPLY_BEFORE_REQUEST),
        (["received:2025-03-05"], Fault.NOT_SUBMITTED),
        (["correction_notice:2025-03-05", SENT], Fault.NOT_SUBMITTED),
        (["telephone:2025-03-05:other"], Fault.NOT_SUBMITTED),
        ([SENT, "extended:2025-03-20:5", "correction_notice:2025-03-10"], Fault.OUT_OF_ORDER),
        ([SENT, "telephone:2025-03-02:other"], Fault.OUT_OF_ORDER),
        ([SENT, "withdrawn:2025-03-02"], Fault.OUT_OF_ORDER),
        (["submitted:2025-03-03:web", "acknowledged:2025-03-02"], Fault.OUT_OF_ORDER),
        ([SENT, "submitted:2025-03-01:web"], Fault.OUT_OF_ORDER),
        ([SENT, "replied:2025-03-20", "extended:2025-03-10:5"], Fault.OUT_OF_ORDER),
        ([SENT, "posted:2025-03-20", "replied:2025-03-10"], Fault.OUT_OF_ORDER),
        ([SENT, "corrected:2025-03-10"], Fault.NOTHING_TO_ANSWER),
        ([SENT, "third_party_answered:2025-03-10"], Fault.NOTHING_TO_ANSWER),
        (
            [SENT, "third_party_sent:2025-03-05", "organ_answered:2025-03-10"],
            Fault.NOTHING_TO_ANSWER,
        ),
        ([SENT, "paid:2025-03-10"], Fault.NOTHING_TO_ANSWER),
    ],
)
def test_what_cannot_follow_is_refused_by_name(events: list[str], fault: Fault) -> None:
    with pytest.raises(BadEvent) as refused:
        told(*events)
    assert refused.value.fault is fault
    assert refused.value.event in events


def test_a_refusal_says_what_is_allowed_instead() -> None:
    with pytest.raises(BadEvent) as refused:
        told(SENT, "corrected:2025-03-10")
    assert "correction_notice" in refused.value.allowed
    assert "corrected" not in refused.value.allowed
    with pytest.raises(BadEvent, match="allowed: submitted"):
        told("withdrawn:2025-03-10")


def test_several_events_of_a_day_come_as_they_are_given() -> None:
    found = told(SENT, "correction_notice:2025-03-05", "corrected:2025-03-05")
    assert effects(found) == ["start", "pause", "restart"]


def test_what_may_come_next_follows_from_what_came() -> None:
    state = told(SENT, "correction_notice:2025-03-05", "organ_sent:2025-03-06").state
    assert {Kind.CORRECTED, Kind.ORGAN_ANSWERED, Kind.EXTENDED} <= set(allowed(state))
    assert {Kind.PAID, Kind.THIRD_PARTY_ANSWERED}.isdisjoint(allowed(state))
    assert allowed(State()) == (Kind.SUBMITTED,)
    ended = allowed(told(SENT, "replied:2025-03-10").state)
    assert Kind.POSTED in ended
    assert Kind.EXTENDED not in ended


def test_all_that_is_allowed_is_taken() -> None:
    for kind in allowed(told(SENT).state):
        last = {"submitted": ":web", "extended": ":5", "telephone": ":other"}.get(kind, "")
        told(SENT, f"{kind}:2025-03-10{last}")


def test_a_history_is_told_by_date_and_of_one_day_as_it_was_given() -> None:
    texts = ["received:2025-03-03", SENT, "replied:2025-03-20", "posted:2025-03-18"]
    ordered = [str(event) for event in in_order(map(event_read, texts))]
    assert ordered == [SENT, "received:2025-03-03", "posted:2025-03-18", "replied:2025-03-20"]


@pytest.mark.parametrize(
    ("event", "flags"),
    [
        ("extended:2025-04-20:5", (Flag.AFTER_END,)),
        ("corrected:2025-04-20", (Flag.AFTER_END,)),
        ("third_party_answered:2025-04-20", (Flag.AFTER_END,)),
        ("withdrawn:2025-04-20", (Flag.AFTER_END,)),
        ("submitted:2025-04-20:web", (Flag.AFTER_END,)),
        ("replied:2025-04-20", ()),
        ("telephone:2025-04-20:other", ()),
        ("acknowledged:2025-04-20", ()),
    ],
)
def test_after_the_end_nothing_moves(event: str, flags: tuple[Flag, ...]) -> None:
    before = told(SENT, "replied:2025-03-20")
    found = told(SENT, "replied:2025-03-20", event)
    assert effects(found)[-1] == "none"
    assert (found.due, found.flags) == (before.due, flags)


def test_every_kind_of_event_has_a_rule_and_every_effect_is_one_of_its_own() -> None:
    assert set(RULES) == set(Kind)
    with pytest.raises(KeyError):
        RULES["answered"]  # type: ignore[index]
