"""What a letter's history asks of us: what we owe, where to look again, from when remedies run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surveys.clock.clock import Clock
from surveys.models import RequestEvent
from surveys.models.request import Channel, Ground, Owed
from surveys.models.request_event import EventKind

_K = EventKind
LOOKS = frozenset({_K.PORTAL_LOOKED, _K.PORTAL_ANSWERED})
# Ends without a reply; of a closing its outcome says whether an organ did anything.
_ENDS = frozenset({_K.REFUSED_INTAKE, _K.NO_CHANNEL, _K.CLOSED})
SILENT = "silent"


@dataclass(frozen=True)
class Ours:
    """By field of the letter's row. `owed_by` is None for a correction, for which no law names
    a number of days, and for a fee as long as nobody noted that the notice arrived."""

    route: str = ""
    last_on: date | None = None
    looked_on: date | None = None
    owed: str = ""
    owed_by: date | None = None
    remedy_from: date | None = None
    remedy_ground: str = ""


def ours_of(channel: str, rows: Sequence[RequestEvent], found: Clock) -> Ours:
    """Of standing events in order, and the clock that they come to."""
    routes = [row.route for row in rows if row.kind == _K.SUBMITTED]
    looks = [row.date for row in rows if row.kind in LOOKS]
    owed, owed_by = _owed(channel, rows, found)
    ground, since = _remedy(channel, rows, found)
    return Ours(
        route=routes[-1] if routes else "",
        last_on=rows[-1].date if rows else None,
        looked_on=looks[-1] if looks else None,
        owed=owed,
        owed_by=owed_by,
        remedy_from=since,
        remedy_ground=ground if since else "",
    )


def _owed(channel: str, rows: Sequence[RequestEvent], found: Clock) -> tuple[str, date | None]:
    """Nothing once the letter came to an end; a consultation owes nothing by law."""
    state = found.state
    over = state.end is not None or any(row.kind in _ENDS for row in rows)
    if channel != Channel.DISCLOSURE or over:
        return "", None
    if state.paying:
        return Owed.FEE.value, state.pay_by
    return (Owed.CORRECTION.value if state.correcting else ""), None


def _remedy(channel: str, rows: Sequence[RequestEvent], found: Clock) -> tuple[str, date | None]:
    """Nothing while a reconsideration is under way, and once a suit is filed."""
    days = {EventKind(row.kind): row.date for row in rows}
    if channel != Channel.DISCLOSURE or days.keys() & {_K.SUIT_FILED, _K.WITHDRAWN}:
        return "", None
    asked, decided = days.get(_K.RECONSIDERATION_ASKED), days.get(_K.RECONSIDERATION_DECIDED)
    if asked is not None:
        over = decided is not None and decided >= asked
        return (Ground.RECONSIDERED.value, decided) if over else ("", None)
    if found.state.judged is not None:
        return Ground.DECISION.value, found.state.judged
    ends = [row for row in rows if row.kind in _ENDS]
    if ends and ends[-1].outcome_id != SILENT:
        said = ends[-1].kind != _K.CLOSED or bool(ends[-1].outcome_id)
        return (Ground.DECISION.value, ends[-1].date) if said else ("", None)
    return Ground.SILENCE.value, found.due or found.due_local
