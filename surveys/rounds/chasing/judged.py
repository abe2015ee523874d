"""Which chosen letters may be chased: those late by every due day; and why not the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent
from surveys.clock.flags import Flag
from surveys.errors import Refused
from surveys.models import Edition, InfoRequest
from surveys.models.request import TURNED_AWAY, UNSENT, Channel
from surveys.models.request_event import EventKind
from surveys.rounds.clock_words import flag_words
from surveys.rounds.letter_clock import LetterClock, letter_clock
from surveys.rounds.missing_step import bad_event_words

# More would not fit into an address, and nobody reads them through at once.
MOST_CHASED = 200


@dataclass(frozen=True)
class Judged:
    """`refusal` is empty for a late letter; then `last_due` is the later of its due days.
    `reminded` are the days of the reminders so far."""

    letter: InfoRequest
    found: LetterClock | None
    refusal: str
    last_due: datetime.date | None = None
    reminded: tuple[datetime.date, ...] = ()


def chosen_letters(edition: Edition, keys: Sequence[str]) -> tuple[list[InfoRequest], list[str]]:
    """Those of the edition in the order of choice, each once, and what names none of them.
    Refused: nothing chosen, or too many at once."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refused(_("Choose letters first: tick them in a list of letters."))
    if len(wanted) > MOST_CHASED:
        text = _("%(count)d letters are chosen; at most %(most)d can be drafted at once.")
        raise Refused(text % {"count": len(wanted), "most": MOST_CHASED})
    numbers = [int(key) for key in wanted if key.isascii() and key.isdecimal() and len(key) < 19]
    rows = InfoRequest.objects.filter(round__edition=edition)
    rows = rows.select_related("organ__city", "round__edition", "outcome")
    found = rows.prefetch_related("history").in_bulk(numbers)
    letters = [found[number] for number in dict.fromkeys(numbers) if number in found]
    there = {str(pk) for pk in found}
    return letters, [key for key in wanted if key not in there]


def judged(
    letters: Iterable[InfoRequest], today: datetime.date, calendars: Calendars
) -> list[Judged]:
    """By their events and the calendar of now, not by what is kept in their rows."""
    return [_judged(letter, today, calendars) for letter in letters]


def _judged(letter: InfoRequest, today: datetime.date, calendars: Calendars) -> Judged:
    try:
        found = letter_clock(letter, letter.history.all(), calendars)
    except BadEvent as error:
        return Judged(letter, None, bad_event_words(error))
    days = [day for day in (found.due, found.due_local) if day is not None]
    reminders = (row.date for row, _step in found.rows if row.kind == EventKind.REMINDER)
    refusal = _state_refusal(found) or _day_refusal(letter, found, days, today)
    return Judged(letter, found, refusal, max(days, default=None), tuple(reminders))


def _state_refusal(found: LetterClock) -> str:
    if found.status in UNSENT:
        return _("It is not sent yet.")
    if found.status in TURNED_AWAY:
        return _("It was refused at intake or found no channel: nobody there handles it.")
    if not found.is_open:
        state = InfoRequest.Status(found.status).label
        return _("It is at its end: %(state)s.") % {"state": state}
    return ""


def _day_refusal(
    letter: InfoRequest, found: LetterClock, days: Sequence[datetime.date], today: datetime.date
) -> str:
    """A provisional day is no ground to hold anything against an organ."""
    if not days:
        if letter.channel == Channel.CONSULTATION:
            return _("No limit of the organ's own is known, so it cannot be late.")
        return _("It has no due day: %(why)s.") % {"why": "; ".join(flag_words(found.flags))}
    if found.provisional:
        doubtful = (Flag.RECEIPT_UNCONFIRMED, Flag.CALENDAR_UNPUBLISHED)
        why = "; ".join(flag_words(flag for flag in found.flags if flag in doubtful))
        return _("Its due day is provisional: %(why)s.") % {"why": why}
    if today > max(days):
        return ""
    if today > min(days):
        first, last = min(days).isoformat(), max(days).isoformat()
        text = _("It is between its two due days (%(first)s and %(last)s): not late by both.")
        return text % {"first": first, "last": last}
    return _("It is not late: due on %(day)s.") % {"day": min(days).isoformat()}
