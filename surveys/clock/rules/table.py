"""Every kind of event with its rule."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.clock.events import Event, Kind
from surveys.clock.period import Terms
from surveys.clock.rules import correction, extension, fee, receipt, reply
from surveys.clock.rules.consulted import ORGAN, THIRD_PARTY
from surveys.clock.rules.rule import Move, Rule
from surveys.clock.state import Effect, State

NONE, START, RESTART, PAUSE, RESUME, EXTEND, END = (
    *(Effect.NONE, Effect.START, Effect.RESTART, Effect.PAUSE),
    *(Effect.RESUME, Effect.EXTEND, Effect.END),
)
FEES = "42; 国办函〔2020〕109号"


def nothing(state: State, event: Event, terms: Terms) -> Move:
    """What no law gives an effect on the period."""
    return Move(state)


RULES: Mapping[Kind, Rule] = {
    Kind.SUBMITTED: Rule(receipt.submitted, "31", (START, NONE)),
    Kind.RECEIVED: Rule(receipt.received, "31", (START, NONE)),
    Kind.ACKNOWLEDGED: Rule(receipt.acknowledged, "31", (START, NONE)),
    Kind.CORRECTION_NOTICE: Rule(correction.notice, "30", (PAUSE, NONE)),
    Kind.CORRECTED: Rule(correction.corrected, "30", (RESTART, NONE)),
    Kind.THIRD_PARTY_SENT: Rule(THIRD_PARTY.sent, "32; 33", (PAUSE, NONE)),
    Kind.THIRD_PARTY_RECEIVED: Rule(THIRD_PARTY.received, "32; 33", (PAUSE, NONE)),
    Kind.THIRD_PARTY_ANSWERED: Rule(THIRD_PARTY.answered, "32; 33", (RESUME, NONE)),
    Kind.ORGAN_SENT: Rule(ORGAN.sent, "34; 33", (PAUSE, NONE)),
    Kind.ORGAN_RECEIVED: Rule(ORGAN.received, "34; 33", (PAUSE, NONE)),
    Kind.ORGAN_ANSWERED: Rule(ORGAN.answered, "34; 33", (RESUME, NONE)),
    Kind.EXTENDED: Rule(extension.extended, "33", (EXTEND, NONE)),
    Kind.FEE_NOTICE: Rule(fee.notice, FEES, (PAUSE, NONE)),
    Kind.FEE_NOTICE_RECEIVED: Rule(fee.notice_received, FEES, (PAUSE, NONE)),
    Kind.PAID: Rule(fee.paid, FEES, (RESTART, END, NONE)),
    Kind.POSTED: Rule(reply.posted, "33", (END, NONE)),
    Kind.PORTAL_ANSWERED: Rule(reply.portal_answered, "33", (END, NONE)),
    Kind.REPLIED: Rule(reply.replied, "33", (END, NONE)),
    Kind.TELEPHONE: Rule(nothing, None),
    Kind.WITHDRAWN: Rule(reply.withdrawn, None, (END, NONE)),
}


def article_of(state: State, event: Event) -> str | None:
    """Of a receipt with its paragraph, which the route decides."""
    if event.kind in {Kind.SUBMITTED, Kind.RECEIVED, Kind.ACKNOWLEDGED}:
        return receipt.article(state, event)
    return RULES[event.kind].article
