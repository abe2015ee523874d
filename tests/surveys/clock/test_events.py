"""Events as strings: what is read, and what is refused for what reason."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.clock.events import BadEvent, Call, Event, Fault, Kind, Route, event_read


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("replied:2025-03-03", Event(Kind.REPLIED, date(2025, 3, 3))),
        (
            "submitted:2024-02-29:in_person",
            Event(Kind.SUBMITTED, date(2024, 2, 29), Route.IN_PERSON),
        ),
        ("extended:2025-03-03:25", Event(Kind.EXTENDED, date(2025, 3, 3), days=25)),
        ("telephone:2025-03-03:other", Event(Kind.TELEPHONE, date(2025, 3, 3), call=Call.OTHER)),
        ("posted:2008-01-01", Event(Kind.POSTED, date(2008, 1, 1))),
        ("posted:2100-12-31", Event(Kind.POSTED, date(2100, 12, 31))),
    ],
)
def test_an_event_is_read_and_written_alike(text: str, event: Event) -> None:
    assert event_read(text) == event
    assert str(event) == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (20250303, Fault.NO_TEXT),
        (None, Fault.NO_TEXT),
        ("", Fault.UNKNOWN_KIND),
        ("answered:2025-03-03", Fault.UNKNOWN_KIND),
        ("Replied:2025-03-03", Fault.UNKNOWN_KIND),
        (" replied:2025-03-03", Fault.UNKNOWN_KIND),
        ("replied", Fault.SHAPE),
        ("replied:2025-03-03:post", Fault.SHAPE),
        ("submitted:2025-03-03", Fault.SHAPE),
        ("extended:2025-03-03", Fault.SHAPE),
        ("extended:2025-03-03:5:5", Fault.SHAPE),
        ("telephone:2025-03-03", Fault.SHAPE),
        ("replied:", Fault.BAD_DATE),
        ("replied:2025-02-29", Fault.BAD_DATE),
        ("replied:2025-3-3", Fault.BAD_DATE),
        ("replied:20250303", Fault.BAD_DATE),
        ("replied:2025-W10-1", Fault.BAD_DATE),
        ("replied:２０２５-03-03", Fault.BAD_DATE),
        ("replied:2025-03-03 ", Fault.BAD_DATE),
        ("replied:0000-01-01", Fault.BAD_DATE),
        ("replied:2007-12-31", Fault.DATE_RANGE),
        ("replied:2101-01-01", Fault.DATE_RANGE),
        ("submitted:2025-03-03:pigeon", Fault.UNKNOWN_ROUTE),
        ("submitted:2025-03-03:", Fault.UNKNOWN_ROUTE),
        ("telephone:2025-03-03:asked", Fault.UNKNOWN_CALL),
        ("extended:2025-03-03:0", Fault.BAD_DAYS),
        ("extended:2025-03-03:-5", Fault.BAD_DAYS),
        ("extended:2025-03-03:5.5", Fault.BAD_DAYS),
        ("extended:2025-03-03:ten", Fault.BAD_DAYS),
        ("extended:2025-03-03:１０", Fault.BAD_DAYS),
    ],
)
def test_a_refusal_names_event_and_reason(text: object, fault: Fault) -> None:
    with pytest.raises(BadEvent) as refused:
        event_read(text)
    assert refused.value.fault is fault
    assert refused.value.event == (text if isinstance(text, str) else repr(text))


def test_a_refusal_says_what_would_be_taken() -> None:
    with pytest.raises(BadEvent, match="in_person, registered, post, web, email, fax"):
        event_read("submitted:2025-03-03:pigeon")
    with pytest.raises(BadEvent, match="extended:DATE:DAYS"):
        event_read("extended:2025-03-03")
