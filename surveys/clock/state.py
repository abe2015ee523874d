"""Where a request stands after the events so far: small, frozen, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.clock.events import Kind, Route
from surveys.clock.flags import Flag


class Effect(StrEnum):
    """What an event does to the clock."""

    START = "start"
    RESTART = "restart"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    NONE = "none"
    END = "end"


@dataclass(frozen=True)
class Span:
    """Time that is not counted: from the day after `after` up to `until`."""

    after: date
    until: date


@dataclass(frozen=True)
class Letter:
    """One that asks a third party or another organ and waits for its answer.

    `since` is the day of sending, or of arrival where known: from it the answer has its fifteen
    days. `paused` is the day from which the clock stands still; None for a letter that stops
    nothing, because it came after the due day or before the request.
    """

    asked: Kind
    since: date
    paused: date | None
    received: bool = False


@dataclass(frozen=True)
class State:
    """`receipt` by Article 31, provisional until `confirmed`; the period is counted from the day
    after `start`, which is the receipt, a correction or a payment (`anew`).

    `judged` is the day on which the reply counts, `pay_by` the last day for the fee, `first_act`
    the earliest date of anything the organ did, `last` the latest date of all.
    """

    submitted: date | None = None
    routes: tuple[Route, ...] = ()
    receipt: date | None = None
    confirmed: bool = False
    start: date | None = None
    anew: bool = False
    extension: int = 0
    corrections: int = 0
    correcting: bool = False
    letters: tuple[Letter, ...] = ()
    spans: tuple[Span, ...] = ()
    fee_notices: int = 0
    paying: bool = False
    pay_by: date | None = None
    end: Kind | None = None
    judged: date | None = None
    postmarked: bool = False
    first_act: date | None = None
    last: date | None = None
    flags: frozenset[Flag] = frozenset()
