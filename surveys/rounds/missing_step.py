"""Why an event cannot stand where it does: the one step that is missing, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from surveys.clock.events import BadEvent, Fault
from surveys.models import InfoRequest
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.event_words import event_refusal
from surveys.rounds.letter_clock import DECIDED, ENDED, OF_ANY_CHANNEL, LetterClock

K = EventKind
# What answers something, and what it answers.
NEEDS: Mapping[EventKind, EventKind] = {
    K.CORRECTED: K.CORRECTION_NOTICE,
    K.THIRD_PARTY_ANSWERED: K.THIRD_PARTY_SENT,
    K.ORGAN_ANSWERED: K.ORGAN_SENT,
    K.PAID: K.FEE_NOTICE,
    **DECIDED,
}
_BEFORE_SENDING = frozenset({K.READY, K.NO_CHANNEL})


def bad_event_words(error: BadEvent) -> str:
    """Of an event of a letter that its clock refused; without listing all that is possible."""
    kind = _kind_of(error)
    if error.fault is Fault.REPLY_BEFORE_REQUEST:
        return _("No reply comes before its letter was sent: check the dates.")
    if error.fault is Fault.NOT_SUBMITTED and kind is not None:
        return _needs(kind, K.SUBMITTED)
    if error.fault is Fault.NOTHING_TO_ANSWER and kind is not None and kind in NEEDS:
        return _needs(kind, NEEDS[kind])
    kinds = dict(EventKind.choices)
    return event_refusal(error, [str(kinds.get(word, word)) for word in error.allowed])


def impossible_words(request: InfoRequest, kind: EventKind, by_then: LetterClock) -> str:
    """Of a kind that the clock could read but that makes no sense on that day."""
    lawless = request.channel == Channel.CONSULTATION
    if lawless and kind not in OF_ANY_CHANNEL | _BEFORE_SENDING | {K.REFUSED_INTAKE, K.CLOSED}:
        return _("No law gives a consultation such a step: a note of a call can tell of it.")
    if by_then.sent_on is None:
        return _needs(kind, K.SUBMITTED)
    if kind in _BEFORE_SENDING:
        return _("The letter was sent before that day: strike out its sending first.")
    again = {asked: decided for decided, asked in DECIDED.items()}.get(kind)
    if again is not None:
        return _needs(kind, again)
    if by_then.status in ENDED:
        state = InfoRequest.Status(by_then.status).label
        text = _("By that day the letter is at its end (%(state)s): check the day.")
        return text % {"state": state}
    return _needs(kind, NEEDS[kind]) if kind in NEEDS else _("That cannot come on that day.")


def _kind_of(error: BadEvent) -> EventKind | None:
    """The event is written as the clock writes it, its kind first."""
    word = error.event.partition(":")[0]
    return EventKind(word) if word in EventKind.values else None


def _needs(kind: EventKind, missing: EventKind) -> str:
    text = _("“%(event)s” needs “%(missing)s” before it: enter that first, or check the day.")
    return text % {"event": kind.label, "missing": missing.label}
