"""What an event would be flagged for and move nothing: asked about before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.clock.calendar import Calendars
from surveys.clock.flags import Flag
from surveys.errors import Refused
from surveys.models import InfoRequest, RequestEvent
from surveys.rounds.clock_words import flag_words
from surveys.rounds.services.event import EventFacts
from surveys.rounds.services.letter_state import clock_of

# Each may be true, and is as often a slip of the day or of the number.
DOUBTED = frozenset(
    {Flag.CORRECTION_LATE, Flag.CORRECTION_REPEATED, Flag.EXTENSION_LATE, Flag.EXTENSION_OVER_CAP}
    | {Flag.THIRD_PARTY_LATE, Flag.ORGAN_LATE, Flag.FEE_NOTICE_LATE, Flag.FEE_NOTICE_REPEATED}
    | {Flag.PAYMENT_LATE, Flag.DATE_BEFORE_RECEIPT, Flag.AFTER_END}
)


@dataclass(frozen=True)
class Doubt:
    """`words` of each flag; `sure` is what the page sends back to have it kept all the same, good
    for these very facts alone."""

    words: list[str]
    sure: str


def doubt_of(letter: InfoRequest, facts: EventFacts, calendars: Calendars) -> Doubt | None:
    """None where nothing new is odd, or where the event is refused anyway."""
    try:
        before = clock_of(letter, calendars)
        after = clock_of(letter, calendars, [RequestEvent(request=letter, **vars(facts))])
    except Refused:
        return None
    odd = [flag for flag in after.flags if flag in DOUBTED and flag not in before.flags]
    if not odd:
        return None
    return Doubt(flag_words(odd), f"{facts.kind} {facts.date} {facts.days or ''}".strip())
