"""What can be done against what an organ did with a letter, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from surveys.clock.remedies import (
    DECISION_DAYS,
    Remedy,
    Way,
    remedy,
    suit_after_reconsideration,
)
from surveys.models import InfoRequest
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.clock_words import WAYS
from surveys.rounds.letter_clock import LetterClock
from surveys.rounds.services.letter_state import overdue_on

SILENT = "silent"


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
