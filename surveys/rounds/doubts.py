"""What is odd about an event, flagged or there already: asked about before it is kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.clock.calendar import Calendars
from surveys.clock.flags import Flag
from surveys.errors import Refused
from surveys.models import InfoRequest, RequestEvent
from surveys.models.request_event import EventKind
from surveys.rounds.clock_words import flag_words
from surveys.rounds.services.event import EventFacts
from surveys.rounds.services.letter_state import clock_of

# Each may be true, and is as often a slip of the day or of the number.
DOUBTED = frozenset(
    {Flag.CORRECTION_LATE, Flag.CORRECTION_REPEATED, Flag.EXTENSION_LATE, Flag.EXTENSION_OVER_CAP}
    | {Flag.THIRD_PARTY_LATE, Flag.ORGAN_LATE, Flag.FEE_NOTICE_LATE, Flag.FEE_NOTICE_REPEATED}
    | {Flag.PAYMENT_LATE, Flag.DATE_BEFORE_RECEIPT, Flag.AFTER_END}
)
# What happens more than once a day; of anything else the second one is mostly the first, entered
# in another window or by another person who read the same letter.
REPEATED = frozenset({EventKind.TELEPHONE, EventKind.PORTAL_LOOKED})


@dataclass(frozen=True)
class Doubt:
    """`words` of what is odd; `sure` is what the page sends back to have it kept all the same, good
    for these very facts alone."""

    words: list[str]
    sure: str


def doubt_of(
    letter: InfoRequest,
    facts: EventFacts,
    calendars: Calendars,
    form_token: uuid.UUID | None = None,
) -> Doubt | None:
    """None where nothing new is odd, or where the event is refused anyway. What the form of that
    token entered is no other event."""
    try:
        before = clock_of(letter, calendars)
        after = clock_of(letter, calendars, [RequestEvent(request=letter, **vars(facts))])
    except Refused:
        return None
    odd = [flag for flag in after.flags if flag in DOUBTED and flag not in before.flags]
    words = [*_twin_words(letter, facts, form_token), *flag_words(odd)]
    if not words:
        return None
    return Doubt(words, f"{facts.kind} {facts.date} {facts.days or ''}".strip())


def _twin_words(letter: InfoRequest, facts: EventFacts, form_token: uuid.UUID | None) -> list[str]:
    if facts.kind in REPEATED:
        return []
    rows = letter.history.filter(kind=facts.kind, date=facts.date, struck_at__isnull=True)
    twin = rows.exclude(form_token=form_token) if form_token else rows
    names = [str(row.entered_by or "–") for row in twin.select_related("entered_by")[:1]]
    text = _("“%(what)s” of that day stands here already, entered by %(who)s.")
    return [text % {"what": EventKind(facts.kind).label, "who": name} for name in names]
