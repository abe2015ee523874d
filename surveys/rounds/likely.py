"""What most likely happened to a letter next: the events of an ordinary day, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.models import InfoRequest
from surveys.models.request_event import EventKind

K, _S = EventKind, InfoRequest.Status
# Those that an assistant enters on most days, the likeliest first once a letter is received.
EVERYDAY = (
    *(K.PORTAL_ANSWERED, K.TELEPHONE, K.EXTENDED, K.CORRECTION_NOTICE),
    *(K.ACKNOWLEDGED, K.CORRECTED, K.SUBMITTED),
)
# What goes before them where a letter stands so.
_FIRST: Mapping[str, tuple[EventKind, ...]] = {
    _S.DRAFT: (K.SUBMITTED,),
    _S.READY: (K.SUBMITTED,),
    _S.SENT: (K.ACKNOWLEDGED,),
    _S.CORRECTION: (K.CORRECTED,),
    _S.REFUSED_INTAKE: (K.SUBMITTED,),
    _S.NO_CHANNEL: (K.SUBMITTED,),
}
# The rest; what is not named here comes last.
_REST = (
    *(K.REMINDER, K.RECEIVED, K.REFUSED_INTAKE, K.CLOSED, K.FEE_NOTICE, K.FEE_NOTICE_RECEIVED),
    *(K.PAID, K.THIRD_PARTY_SENT, K.THIRD_PARTY_ANSWERED, K.ORGAN_SENT, K.ORGAN_ANSWERED),
    *(K.RECONSIDERATION_DECIDED, K.SUIT_DECIDED, K.RECONSIDERATION_ASKED, K.SUIT_FILED),
    *(K.WITHDRAWN, K.NO_CHANNEL, K.READY, K.THIRD_PARTY_RECEIVED, K.ORGAN_RECEIVED),
)


@dataclass(frozen=True)
class AtHand:
    """Both in the order of their likelihood."""

    everyday: tuple[EventKind, ...] = ()
    others: tuple[EventKind, ...] = ()

    @property
    def all(self) -> tuple[EventKind, ...]:
        return (*self.everyday, *self.others)


def at_hand(status: str, allowed: Iterable[EventKind]) -> AtHand:
    """Of the kinds that the letter, where it stands, may take next."""
    possible = list(allowed)
    daily = _in_order([*_FIRST.get(status, ()), *EVERYDAY], possible)
    rest = _in_order([*_REST, *possible], [kind for kind in possible if kind not in daily])
    return AtHand(daily, rest)


def _in_order(order: Sequence[EventKind], kinds: Sequence[EventKind]) -> tuple[EventKind, ...]:
    return tuple(kind for kind in dict.fromkeys(order) if kind in kinds)
