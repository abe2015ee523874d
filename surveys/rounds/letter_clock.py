"""A letter's history as its clock reads it: where it stands, when it is due, and by which steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.clock.calendar import Calendars
from surveys.clock.clock import Clock, clock
from surveys.clock.consultations import OwnLimit, Unit, consultation_due
from surveys.clock.events import BadEvent, Call, Event, Fault, Kind, Route
from surveys.clock.flags import Flag
from surveys.clock.fold import Step
from surveys.clock.order import REPLIES, allowed
from surveys.clock.state import Effect
from surveys.models import InfoRequest, Organ, RequestEvent
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.ours import Ours, ours_of

# Ways of consultations, both confirmed by an answer of the system; the clock needs no more.
_LIKE_WEB = {"mailbox": Route.WEB, "hotline": Route.WEB, "": Route.POST}
# What the organ's own limit leaves of the flags of a consultation.
_OF_CONSULTATIONS = {Flag.RECEIPT_UNCONFIRMED, Flag.DATE_BEFORE_RECEIPT, Flag.AFTER_END}
_S = InfoRequest.Status
# Where a letter stands after an event that is no notice of the organ.
_STATUS = {
    EventKind.READY: _S.READY,
    EventKind.SUBMITTED: _S.SENT,
    EventKind.RECEIVED: _S.ACKNOWLEDGED,
    EventKind.ACKNOWLEDGED: _S.ACKNOWLEDGED,
    EventKind.WITHDRAWN: _S.WITHDRAWN,
    EventKind.REFUSED_INTAKE: _S.REFUSED_INTAKE,
    EventKind.NO_CHANNEL: _S.NO_CHANNEL,
    EventKind.CLOSED: _S.CLOSED,
    **{EventKind(kind.value): _S.REPLIED for kind in REPLIES},
}
# Notices that change it only where they have an effect.
_NOTICES = {
    EventKind.CORRECTION_NOTICE: _S.CORRECTION,
    EventKind.CORRECTED: _S.CORRECTED,
    EventKind.EXTENDED: _S.EXTENDED,
}
OF_REPLIES = frozenset({EventKind.REPLIED, EventKind.POSTED})
# No law gives a consultation notices, fees or third parties.
OF_ANY_CHANNEL = frozenset(
    {EventKind.SUBMITTED, EventKind.RECEIVED, EventKind.ACKNOWLEDGED, EventKind.TELEPHONE}
    | {EventKind.PORTAL_ANSWERED, EventKind.PORTAL_LOOKED}
    | {EventKind.WITHDRAWN, EventKind.REMINDER}
)
# What is decided, after it was asked for.
DECIDED: Mapping[EventKind, EventKind] = {
    EventKind.RECONSIDERATION_DECIDED: EventKind.RECONSIDERATION_ASKED,
    EventKind.SUIT_DECIDED: EventKind.SUIT_FILED,
}
# A letter that was answered, or that we ended.
ENDED = frozenset({_S.REPLIED, _S.CLOSED, _S.WITHDRAWN})
_AFTER_THE_END = frozenset({_S.CLOSED, _S.WITHDRAWN, _S.REPLIED})
_BEGINNING = frozenset({_S.DRAFT, _S.READY, _S.SENT, _S.REFUSED_INTAKE, _S.NO_CHANNEL})


@dataclass(frozen=True)
class LetterClock:
    """`rows` are the standing events in order, each with its step of the clock; None for one
    that the clock does not read. `allowed` may come next; `ours` is what we have to do."""

    rows: tuple[tuple[RequestEvent, Step | None], ...]
    status: str
    due: date | None
    due_local: date | None
    provisional: bool
    flags: tuple[Flag, ...]
    sent_on: date | None
    received_on: date | None
    judged_on: date | None
    allowed: tuple[EventKind, ...]
    ours: Ours

    @property
    def is_open(self) -> bool:
        """Whether a new calendar can still move its day."""
        return self.judged_on is None and self.status not in ENDED


def letter_clock(
    letter: InfoRequest, rows: Iterable[RequestEvent], calendars: Calendars
) -> LetterClock:
    """Of the letter with these events, of which struck ones are left out; BadEvent where one
    cannot stand where it does."""
    ordered = in_order(row for row in rows if row.struck_at is None)
    read = list(_read(ordered))
    city = letter.organ.city.adcode
    found = clock([event for _row, event in read if event is not None], calendars, city)
    if letter.channel == Channel.CONSULTATION:
        found = _of_a_consultation(found, letter.organ, calendars)
    steps = iter(found.steps)
    stepped = tuple((row, next(steps) if event is not None else None) for row, event in read)
    state, status = found.state, _status(stepped)
    next_ones = _allowed(letter, ordered, found, status)
    _remedies_check(ordered, next_ones)
    return LetterClock(
        rows=stepped,
        status=status,
        due=found.due,
        due_local=found.due_local,
        provisional=found.provisional,
        flags=found.flags,
        sent_on=state.submitted,
        received_on=state.receipt if state.confirmed else None,
        judged_on=state.judged,
        allowed=next_ones,
        ours=ours_of(letter.channel, ordered, found),
    )


def in_order(rows: Iterable[RequestEvent]) -> list[RequestEvent]:
    """By date as a history is told; of one day as they were entered, the sending first."""
    found = list(rows)
    return sorted(found, key=lambda row: (row.date, row.kind != EventKind.SUBMITTED))


def _read(rows: Iterable[RequestEvent]) -> Iterator[tuple[RequestEvent, Event | None]]:
    """Each with its event for the clock. A letter's own postmark stands before its coming, so one
    that stands behind a reply is of a further reply, which judges nothing."""
    answered = False
    for row in rows:
        further = answered and row.kind == EventKind.POSTED
        yield row, None if further else clock_event(row)
        answered = answered or row.kind in (EventKind.REPLIED, EventKind.PORTAL_ANSWERED)


def clock_event(row: RequestEvent) -> Event | None:
    """As the clock reads it; None for what is ours alone."""
    try:
        kind = Kind(row.kind)
    except ValueError:
        return None
    route = None
    if kind is Kind.SUBMITTED:
        route = _LIKE_WEB.get(row.route) or Route(row.route)
    call = Call(row.call) if kind is Kind.TELEPHONE else None
    return Event(kind, row.date, route=route, days=row.days or 0, call=call)


def _of_a_consultation(found: Clock, organ: Organ, calendars: Calendars) -> Clock:
    """By the organ's own limit alone, from the day of sending; no article says anything."""
    state = found.state
    limit = None
    if organ.limit_days:
        limit = OwnLimit(organ.limit_days, Unit(organ.limit_unit), organ.limit_source)
    due = consultation_due(state.submitted, limit, calendars.nation)
    flags = [flag for flag in found.flags if flag in _OF_CONSULTATIONS]
    if due and state.judged and state.judged > due:
        flags.append(Flag.LATE)
    plain = {Effect.START, Effect.END}
    steps = tuple(
        Step(step.event, None, step.effect if step.effect in plain else Effect.NONE, due)
        for step in found.steps
    )
    return Clock(due, None, False, steps, tuple(flags), state)


def _status(rows: Sequence[tuple[RequestEvent, Step | None]]) -> str:
    status = _S.DRAFT
    for row, step in rows:
        wanted = _STATUS.get(EventKind(row.kind))
        if wanted is None and step is not None and step.effect is not Effect.NONE:
            wanted = _NOTICES.get(EventKind(row.kind))
        if wanted is None or (status in ENDED and wanted not in _AFTER_THE_END):
            continue
        if wanted == _S.ACKNOWLEDGED and status not in _BEGINNING:
            continue
        if wanted == _S.SENT and status not in _BEGINNING:
            continue
        status = wanted
    return str(status)


def _allowed(
    letter: InfoRequest, rows: Sequence[RequestEvent], found: Clock, status: str
) -> tuple[EventKind, ...]:
    """What the clock takes next, with what is ours; replies come with their letter."""
    kinds = {EventKind(kind.value) for kind in allowed(found.state)} - OF_REPLIES
    if letter.channel == Channel.CONSULTATION:
        kinds &= OF_ANY_CHANNEL
    if found.state.submitted is None:
        return _ordered(kinds | {EventKind.READY, EventKind.REFUSED_INTAKE, EventKind.NO_CHANNEL})
    kinds |= {EventKind.CLOSED}
    if status not in ENDED:
        kinds |= {EventKind.REFUSED_INTAKE, EventKind.REMINDER, EventKind.PORTAL_LOOKED}
    if letter.channel == Channel.DISCLOSURE:
        kinds |= _remedies(Counter(EventKind(row.kind) for row in rows))
    return _ordered(kinds)


def _remedies(entered: Counter[EventKind]) -> set[EventKind]:
    """Each may be asked for, and decided once it was."""
    found = {EventKind.RECONSIDERATION_ASKED, EventKind.SUIT_FILED}
    for decided, asked in DECIDED.items():
        if entered[asked] > entered[decided]:
            found = (found - {asked}) | {decided}
    return found


def _remedies_check(rows: Iterable[RequestEvent], next_ones: Sequence[EventKind]) -> None:
    """BadEvent for a remedy against what was never sent, or decided before it was asked for."""
    entered: Counter[EventKind] = Counter()
    for row in rows:
        kind = EventKind(row.kind)
        asked, event = DECIDED.get(kind), f"{row.kind}:{row.date}"
        if asked and entered[asked] <= entered[kind]:
            raise BadEvent(Fault.NOTHING_TO_ANSWER, event, next_ones)
        if kind in DECIDED.values() and not entered[EventKind.SUBMITTED]:
            raise BadEvent(Fault.NOT_SUBMITTED, event, (EventKind.SUBMITTED,))
        entered[kind] += 1


def _ordered(kinds: set[EventKind]) -> tuple[EventKind, ...]:
    return tuple(kind for kind in EventKind if kind in kinds)
