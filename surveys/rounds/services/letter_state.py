"""What is kept of a letter's clock in its row: worked out, never typed in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent, Fault
from surveys.clock.flags import Flag
from surveys.errors import ChangedMeanwhile, Refused
from surveys.models import InfoRequest, LetterOutcome, RequestEvent
from surveys.models.request import TURNED_AWAY
from surveys.models.request_event import EventKind
from surveys.rounds.letter_clock import LetterClock, letter_clock
from surveys.rounds.missing_step import bad_event_words
from surveys.workdays.selectors import calendars_now

# What a letter keeps once it was answered, whatever the calendar says later.
JUDGED = ("due", "due_local", "provisional", "calendar")
ON_TIME = frozenset({Flag.LATE.value, Flag.BETWEEN_DATES.value})
_OF_THE_KIND = frozenset({Fault.NOT_SUBMITTED, Fault.NOTHING_TO_ANSWER})
# The leaf of the taxonomy that an event alone says.
_LEAVES = {
    EventKind.REFUSED_INTAKE: "refused_intake",
    EventKind.NO_CHANNEL: "no_channel",
}


def letter_state_refresh(
    *,
    request: InfoRequest,
    calendars: Calendars | None = None,
    before: LetterClock | None = None,
) -> LetterClock:
    """Work out status, outcome, days and flags anew and keep them in the letter's row; a step of
    what changed its events or replies. Refused, with the step that is missing, where an event
    cannot stand.

    `before` is its clock as it was, by the calendar of now: where the days are still those, an
    answered letter keeps the ones by which it was judged.
    """
    calendars = calendars or calendars_now()
    found = clock_of(request, calendars)
    facts = state_facts(found, calendars.version)
    if request.calendar and before is not None and _judged_alike(before, found):
        # By the calendar of its day, whatever the calendar says since; as it is stored, since
        # somebody may have changed the letter while a page was open.
        request.refresh_from_db(fields=(*JUDGED, "flags"))
        facts |= {name: getattr(request, name) for name in JUDGED}
        facts["flags"] = _flags_as_judged(request.flags, facts["flags"])
    facts["outcome_id"] = _outcome(request, found)
    InfoRequest.objects.filter(pk=request.pk).update(**facts, revision=F("revision") + 1)
    for name, value in facts.items():
        setattr(request, name, value)
    return found


def letter_check_seen(*, request: InfoRequest, seen: int) -> None:
    """Raise `ChangedMeanwhile` where the stored letter is not the one that a page showed; to be
    called while its edition is held."""
    now = InfoRequest.objects.filter(pk=request.pk).values_list("revision", flat=True).first()
    if now != seen:
        raise ChangedMeanwhile(_("Somebody changed this letter meanwhile: look at it again."))


def clock_before(request: InfoRequest, calendars: Calendars) -> LetterClock | None:
    """The clock as it is before a change; None where its events could not be counted."""
    try:
        return clock_of(request, calendars)
    except Refused:
        return None


def _judged_alike(before: LetterClock, found: LetterClock) -> bool:
    if before.is_open or found.is_open:
        return False
    names = ("due", "due_local", "judged_on")
    return all(getattr(before, name) == getattr(found, name) for name in names)


def _flags_as_judged(before: list[str], now: list[str]) -> list[str]:
    kept = [flag for flag in before if flag in ON_TIME]
    return [*(flag for flag in now if flag not in ON_TIME), *kept]


def clock_of(
    request: InfoRequest, calendars: Calendars, extra: Iterable[RequestEvent] = ()
) -> LetterClock:
    """The letter's clock, with events that are not stored yet; Refused where one cannot stand."""
    return clock_of_rows(request, [*request.history.all(), *extra], calendars)


def clock_of_rows(
    request: InfoRequest, rows: Iterable[RequestEvent], calendars: Calendars
) -> LetterClock:
    """The same with all its events at hand, stored or not."""
    try:
        return letter_clock(request, rows, calendars)
    except BadEvent as error:
        field = "kind" if error.fault in _OF_THE_KIND else "date"
        raise Refused(bad_event_words(error), field=field) from error


def state_facts(found: LetterClock, version: str) -> dict[str, Any]:
    """By field of the letter's row, its outcome apart."""
    return {
        "status": found.status,
        "due": found.due,
        "due_local": found.due_local,
        "provisional": found.provisional,
        "flags": [flag.value for flag in found.flags],
        "sent_on": found.sent_on,
        "received_on": found.received_on,
        "is_open": found.is_open,
        "event_count": len(found.rows),
        "calendar": version,
        **vars(found.ours),
    }


def _outcome(request: InfoRequest, found: LetterClock) -> str | None:
    """Of its newest standing reply; without one, what its events say of themselves."""
    answered = LetterOutcome.objects.filter(request=request, reply__withdrawn=False)
    newest = answered.order_by("-reply__received_on", "-reply_id").first()
    if newest is not None:
        return str(newest.outcome_id)
    said = [
        row.outcome_id or _LEAVES.get(EventKind(row.kind))
        for row, _step in found.rows
        if row.outcome_id or EventKind(row.kind) in _LEAVES or row.kind == EventKind.SUBMITTED
    ]
    return said[-1] if said else None


def overdue_on(letter: InfoRequest, today: datetime.date) -> bool:
    """Computed, never stored: an open letter whose last due day is over. One that was refused at
    intake is no letter without an answer: the two are kept apart."""
    if letter.status in TURNED_AWAY:
        return False
    days = [day for day in (letter.due, letter.due_local) if day]
    return letter.is_open and bool(days) and today > max(days)
