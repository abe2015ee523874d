"""In which order events make sense, and what may come next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from surveys.clock.events import BadEvent, Event, Fault, Kind
from surveys.clock.state import State

RECEIPT = frozenset({Kind.SUBMITTED, Kind.RECEIVED, Kind.ACKNOWLEDGED})
REPLIES = frozenset({Kind.POSTED, Kind.PORTAL_ANSWERED, Kind.REPLIED})
# What belongs to the handling of a request that has been received.
HANDLING = frozenset(Kind) - RECEIPT - {Kind.TELEPHONE, Kind.WITHDRAWN}
# What may come after the end without being odd: further replies, and mere words.
AFTER_END = REPLIES | {Kind.TELEPHONE, Kind.RECEIVED, Kind.ACKNOWLEDGED}


def _waits(asked: Kind) -> Callable[[State], bool]:
    return lambda state: any(letter.asked is asked for letter in state.letters)


# What answers something needs it before.
_ANSWERS: Mapping[Kind, Callable[[State], bool]] = {
    Kind.CORRECTED: lambda state: state.corrections > 0,
    Kind.THIRD_PARTY_ANSWERED: _waits(Kind.THIRD_PARTY_SENT),
    Kind.ORGAN_ANSWERED: _waits(Kind.ORGAN_SENT),
    Kind.PAID: lambda state: state.fee_notices > 0,
}


def allowed(state: State) -> tuple[Kind, ...]:
    """The kinds of event that may come next."""
    if state.submitted is None:
        return (Kind.SUBMITTED,)
    if state.end is not None:
        return tuple(kind for kind in Kind if kind in AFTER_END)
    return tuple(kind for kind in Kind if kind not in _ANSWERS or _ANSWERS[kind](state))


def order_check(state: State, event: Event) -> None:
    """BadEvent for what cannot follow: dates run forward, a request comes first, and an answer
    after what it answers. After the end nothing needs an occasion: it moves nothing."""
    if state.submitted is None and event.kind is not Kind.SUBMITTED:
        fault = Fault.REPLY_BEFORE_REQUEST if event.kind in REPLIES else Fault.NOT_SUBMITTED
        raise BadEvent(fault, str(event), allowed(state))
    if state.submitted and event.kind in REPLIES and event.date < state.submitted:
        raise BadEvent(Fault.REPLY_BEFORE_REQUEST, str(event))
    if state.last and event.date < state.last and not _may_be_earlier(state, event):
        raise BadEvent(Fault.OUT_OF_ORDER, str(event), (f"≥ {state.last}",))
    if state.end is None and event.kind in _ANSWERS and not _ANSWERS[event.kind](state):
        raise BadEvent(Fault.NOTHING_TO_ANSWER, str(event), allowed(state))


def _may_be_earlier(state: State, event: Event) -> bool:
    """A postmark tells of a reply that came before it in the list; what an organ dates before
    the receipt is flagged, since the receipt may be what is wrong."""
    if event.kind is Kind.POSTED and state.end is Kind.REPLIED:
        return True
    return event.kind in HANDLING and state.receipt is not None and event.date < state.receipt


def in_order(events: Iterable[Event]) -> list[Event]:
    """By date as a history is told; of one day as they were given, the sending first."""
    return sorted(events, key=lambda event: (event.date, event.kind is not Kind.SUBMITTED))
