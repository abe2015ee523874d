"""What can be done against what an organ did with a letter, and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from surveys.clock.remedies import (
    DECISION_DAYS,
    GRANTED,
    NO_ACT,
    RECONSIDERATION_DAYS,
    ROWS,
    SUIT_AFTER_DECISION_DAYS,
    SUIT_MONTHS,
    Remedy,
    Way,
    months_after,
    remedy,
    suit_after_reconsideration,
)
from surveys.models import InfoRequest
from surveys.models.request import Channel, Ground
from surveys.models.request_event import EventKind
from surveys.rounds.clock_words import WAYS
from surveys.rounds.letter_clock import LetterClock
from surveys.rounds.ours import SILENT
from surveys.rounds.services.letter_state import overdue_on

# Of what an organ did, all that somebody may want to attack.
ATTACKED = sorted(frozenset().union(*(row.outcomes for row in ROWS)) - NO_ACT - GRANTED)


@dataclass(frozen=True)
class Ways:
    """`ground` in words and the day from which limits run; `remedy` is None where no rule says
    anything of the outcome. `decision_by` while a reconsideration is under way, `suit_by` once it
    is decided."""

    ground: str
    on: date
    remedy: Remedy | None
    decision_by: date | None = None
    suit_by: date | None = None

    @property
    def words(self) -> str:
        return str(WAYS[self.remedy.way]) if self.remedy else ""

    @property
    def has_any(self) -> bool:
        return self.remedy is not None and self.remedy.way is not Way.NONE


def ways_of(letter: InfoRequest, found: LetterClock | None, today: date) -> Ways | None:
    """Of a disclosure letter that was decided on, or that nobody answered by its last due day;
    None for every other letter, and for all consultations."""
    if letter.channel != Channel.DISCLOSURE or found is None:
        return None
    if letter.outcome is not None and letter.outcome.code != SILENT:
        ground, code, on = letter.outcome.name, letter.outcome.code, _decided_on(found)
    elif letter.outcome is not None:
        ground, code, on = letter.outcome.name, SILENT, letter.due or letter.due_local
    elif overdue_on(letter, today):
        ground, code, on = _("no answer"), SILENT, letter.due or letter.due_local
    else:
        return None
    if on is None:
        return None
    days = {EventKind(row.kind): row.date for row, _step in found.rows}
    asked, decided = (
        days.get(EventKind.RECONSIDERATION_ASKED),
        days.get(EventKind.RECONSIDERATION_DECIDED),
    )
    under_way = asked is not None and (decided is None or decided < asked)
    return Ways(
        ground=ground,
        on=on,
        remedy=_known(code, on),
        decision_by=asked + timedelta(days=DECISION_DAYS) if asked and under_way else None,
        suit_by=suit_after_reconsideration(decided) if decided and not under_way else None,
    )


def _decided_on(found: LetterClock) -> date | None:
    """The day on which the reply counts; of a refusal without a reply, its own day."""
    if found.judged_on is not None:
        return found.judged_on
    ends = {EventKind.REFUSED_INTAKE, EventKind.NO_CHANNEL, EventKind.CLOSED}
    days = [row.date for row, _step in found.rows if row.kind in ends]
    return days[-1] if days else None


def _known(code: str, on: date) -> Remedy | None:
    try:
        return remedy(code, on)
    except LookupError:
        return None


def next_limit(letter: InfoRequest, today: date) -> date | None:
    """The last day of the next remedy of ours, by the letter's row; None where none is open. Of
    one that nobody answered, only once it is overdue."""
    since, ground = letter.remedy_from, letter.remedy_ground
    if since is None:
        return None
    if ground == Ground.RECONSIDERED:
        return _first((suit_after_reconsideration(since),), today)
    if ground == Ground.SILENCE and letter.is_open and not overdue_on(letter, today):
        return None
    code = SILENT if ground == Ground.SILENCE else letter.outcome_id
    if code not in ATTACKED:
        return None
    found = _known(str(code), since)
    return _first((found.reconsideration_by, found.suit_by), today) if found else None


def _first(days: tuple[date | None, ...], today: date) -> date | None:
    return min((day for day in days if day is not None and day >= today), default=None)


def running_out(today: date, days: int) -> Q:
    """Letters of which a remedy ends within so many days from today: by their rows, and by the
    rules as they are now."""
    last = today + timedelta(days=days)
    reconsidered = _began(suit_after_reconsideration, SUIT_AFTER_DECISION_DAYS, today, last)
    found = Q(remedy_ground=Ground.RECONSIDERED, remedy_from__in=reconsidered)
    begun = {
        *_began(
            lambda day: day + timedelta(RECONSIDERATION_DAYS), RECONSIDERATION_DAYS, today, last
        ),
        *_began(lambda day: months_after(day, SUIT_MONTHS), 31 * SUIT_MONTHS, today, last),
    }
    alike: dict[frozenset[str], list[date]] = defaultdict(list)
    for day in sorted(begun):
        alike[frozenset(code for code in ATTACKED if _ends_within(code, day, today, last))].append(
            day
        )
    for codes, since in alike.items():
        found |= Q(remedy_ground=Ground.DECISION, outcome__in=sorted(codes), remedy_from__in=since)
        if SILENT in codes:
            found |= Q(remedy_ground=Ground.SILENCE, remedy_from__in=since)
    return found


def _ends_within(code: str, since: date, today: date, last: date) -> bool:
    found = _known(code, since)
    ends = (found.reconsideration_by, found.suit_by) if found else ()
    return any(day is not None and today <= day <= last for day in ends)


def _began(limit: Callable[[date], date], most: int, today: date, last: date) -> list[date]:
    """The days from which a limit ends between two days; it is `most` days long at the most."""
    span = (last - today).days + most
    days = (today - timedelta(days=most) + timedelta(days=number) for number in range(span + 1))
    return [day for day in days if today <= limit(day) <= last]
