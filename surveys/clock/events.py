"""What happens to a request: kinds of events, and how one is written as a string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

Code = TypeVar("Code", bound=StrEnum)
# Before the first regulations (2008-05-01) nobody asked, and nobody asks in another century.
EARLIEST, LATEST = date(2008, 1, 1), date(2100, 12, 31)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS = re.compile(r"[0-9]{1,6}")


class Kind(StrEnum):
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CORRECTION_NOTICE = "correction_notice"
    CORRECTED = "corrected"
    THIRD_PARTY_SENT = "third_party_sent"
    THIRD_PARTY_RECEIVED = "third_party_received"
    THIRD_PARTY_ANSWERED = "third_party_answered"
    ORGAN_SENT = "organ_sent"
    ORGAN_RECEIVED = "organ_received"
    ORGAN_ANSWERED = "organ_answered"
    EXTENDED = "extended"
    FEE_NOTICE = "fee_notice"
    FEE_NOTICE_RECEIVED = "fee_notice_received"
    PAID = "paid"
    POSTED = "posted"
    PORTAL_ANSWERED = "portal_answered"
    REPLIED = "replied"
    TELEPHONE = "telephone"
    WITHDRAWN = "withdrawn"


class Route(StrEnum):
    """How a letter travels; `registered` is every post for which somebody signs."""

    IN_PERSON = "in_person"
    REGISTERED = "registered"
    POST = "post"
    WEB = "web"
    EMAIL = "email"
    FAX = "fax"


class Call(StrEnum):
    """What was said by telephone or at a counter."""

    ASKED_PURPOSE = "asked_purpose"
    ASKED_INTRODUCTION = "asked_introduction"
    ASKED_WITHDRAWAL = "asked_withdrawal"
    ASKED_CONSULTATION = "asked_consultation"
    NOT_OUR_MATTER = "not_our_matter"
    OTHER = "other"


class Fault(StrEnum):
    """Why an event is refused."""

    NO_TEXT = "no_text"
    UNKNOWN_KIND = "unknown_kind"
    SHAPE = "shape"
    BAD_DATE = "bad_date"
    DATE_RANGE = "date_range"
    UNKNOWN_ROUTE = "unknown_route"
    UNKNOWN_CALL = "unknown_call"
    BAD_DAYS = "bad_days"
    NOT_SUBMITTED = "not_submitted"
    REPLY_BEFORE_REQUEST = "reply_before_request"
    OUT_OF_ORDER = "out_of_order"
    NOTHING_TO_ANSWER = "nothing_to_answer"


class BadEvent(ValueError):
    """`event` as it was given, `allowed` what would be taken in its place."""

    def __init__(self, fault: Fault, event: str, allowed: Sequence[str] = ()) -> None:
        more = f" (allowed: {', '.join(allowed)})" if allowed else ""
        super().__init__(f"{event!r}: {fault}{more}")
        self.fault = fault
        self.event = event
        self.allowed = tuple(allowed)


@dataclass(frozen=True)
class Event:
    """One dated event; of the last three only the one that its kind has."""

    kind: Kind
    date: date
    route: Route | None = None
    days: int = 0
    call: Call | None = None

    def __str__(self) -> str:
        last = self.route or self.call or (str(self.days) if self.days else None)
        return ":".join([self.kind, self.date.isoformat(), *([last] if last else [])])


# What follows the date, as a refusal shows it.
_SHAPES = {
    Kind.SUBMITTED: "submitted:DATE:ROUTE",
    Kind.EXTENDED: "extended:DATE:DAYS",
    Kind.TELEPHONE: "telephone:DATE:CODE",
}


def event_read(text: object) -> Event:
    """An event from `KIND:DATE`, with `:ROUTE`, `:DAYS` or `:CODE` where its kind has one;
    BadEvent where it is none."""
    if not isinstance(text, str):
        raise BadEvent(Fault.NO_TEXT, repr(text))
    name, *rest = text.split(":")
    kind = _member(Kind, name, Fault.UNKNOWN_KIND, text)
    if len(rest) != (2 if kind in _SHAPES else 1):
        raise BadEvent(Fault.SHAPE, text, (_SHAPES.get(kind, f"{kind}:DATE"),))
    day = _day(rest[0], text)
    return Event(kind, day, **_last(kind, rest[-1], text))


def _member(codes: type[Code], written: str, fault: Fault, text: str) -> Code:
    try:
        return codes(written)
    except ValueError:
        raise BadEvent(fault, text, tuple(codes)) from None


def _day(written: str, text: str) -> date:
    try:
        found = date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        found = None
    if found is None:
        raise BadEvent(Fault.BAD_DATE, text, ("YYYY-MM-DD",))
    if not EARLIEST <= found <= LATEST:
        raise BadEvent(Fault.DATE_RANGE, text, (f"{EARLIEST} – {LATEST}",))
    return found


def _last(kind: Kind, written: str, text: str) -> dict[str, Any]:
    if kind is Kind.SUBMITTED:
        return {"route": _member(Route, written, Fault.UNKNOWN_ROUTE, text)}
    if kind is Kind.TELEPHONE:
        return {"call": _member(Call, written, Fault.UNKNOWN_CALL, text)}
    if kind is Kind.EXTENDED:
        if _DAYS.fullmatch(written) is None or int(written) < 1:
            raise BadEvent(Fault.BAD_DAYS, text)
        return {"days": int(written)}
    return {}
