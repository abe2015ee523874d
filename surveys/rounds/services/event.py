from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.clock.calendar import Calendars
from surveys.errors import ChangedMeanwhile, Refused
from surveys.history.services import trail_write
from surveys.models import (
    Evidence,
    InfoRequest,
    LetterOutcome,
    Outcome,
    Reply,
    RequestEvent,
    User,
)
from surveys.models.request import Channel
from surveys.models.request_event import EventKind, Route
from surveys.open_edition import edition_hold_open, edition_touch
from surveys.reasons import require_reason
from surveys.rounds.first_letters import is_later_only
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.missing_step import impossible_words
from surveys.rounds.services.letter_state import (
    clock_before,
    clock_of_rows,
    letter_check_seen,
    letter_state_refresh,
)
from surveys.rounds.services.new_row import row_check
from surveys.rounds.services.reply_checks import check_date
from surveys.workdays.selectors import calendars_now

# More no notice says; what is over the legal cap is flagged, not refused.
MOST_DAYS = 365
OF_CONSULTATIONS = {Route.MAILBOX, Route.HOTLINE}


@dataclass(frozen=True)
class EventFacts:
    """What happened to a letter; `days` of an extension, `call` of a call, `route` of a sending,
    `result` of a reconsideration or suit, `outcome` of a closing."""

    kind: str
    date: datetime.date
    route: str = ""
    days: int | None = None
    call: str = ""
    result: str = ""
    outcome: Outcome | None = None
    document: Evidence | None = None
    note: str = ""


@transaction.atomic
def event_record(
    *,
    actor: User | None,
    request: InfoRequest,
    facts: EventFacts,
    today: datetime.date,
    seen: int | None = None,
    form_token: uuid.UUID | None = None,
) -> RequestEvent:
    """Enter what happened to a letter and work out its state anew.

    Refused: an event that cannot follow (with the step that is missing), a reply without its
    letter, a day in the future, a document of another city, a closed edition; with `seen`, the
    revision that its page showed, a letter that changed since. `form_token` names the form: sent
    again, the event of the first time comes back; filled in anew, it is another event.
    """
    edition_hold_open(edition=request.round.edition)
    earlier = request.history.filter(form_token=form_token).first() if form_token else None
    if earlier is not None:
        if earlier.struck_at is None and _says(earlier, facts):
            return earlier
        form_token = None
    if seen is not None:
        letter_check_seen(request=request, seen=seen)
    _check(request, facts, today)
    calendars = calendars_now()
    before = clock_before(request, calendars)
    row = RequestEvent(request=request, entered_by=actor, form_token=form_token, **vars(facts))
    row_check(row=row)
    with _sending_counted(row):
        _store(row)
        letter_state_refresh(request=request, calendars=calendars, before=before)
    return row


def _says(row: RequestEvent, facts: EventFacts) -> bool:
    return all(getattr(row, name) == value for name, value in vars(facts).items())


@contextmanager
def _sending_counted(row: RequestEvent) -> Iterator[None]:
    """Which letter was a city's first is read by the index: counted where a sending changes it."""
    if row.kind != EventKind.SUBMITTED:
        yield
        return
    edition, city = row.request.round.edition, row.request.organ.city
    before = is_later_only(edition, city)
    yield
    if is_later_only(edition, city) != before:
        edition_touch(edition=edition)


def _store(row: RequestEvent) -> None:
    row.save()
    names = ("kind", "date", "route", "days", "call", "result", "outcome", "document", "note")
    trail_write(
        actor=row.entered_by,
        action="event.record",
        subject=row,
        edition=row.request.round.edition,
        city=row.request.organ.city,
        new={name: getattr(row, name) for name in names if getattr(row, name)},
    )


def _check(request: InfoRequest, facts: EventFacts, today: datetime.date) -> None:
    if facts.kind not in EventKind.values:
        raise Refused(_("Choose what happened."), field="kind")
    if facts.kind in (EventKind.REPLIED, EventKind.POSTED):
        raise Refused(_("A reply is logged with its letter, on the page of replies."), field="kind")
    check_date(facts.date, field="date", today=today)
    rest_check(request, facts)
    follow_check(request, list(request.history.all()), facts, calendars_now())


def follow_check(
    request: InfoRequest, rows: Sequence[RequestEvent], facts: EventFacts, calendars: Calendars
) -> None:
    """Refused, with the step that is missing, where an event cannot stand among those that are
    there: it must be able to come on its day, before or after what came on it, whatever came
    since."""
    clock_of_rows(request, [*rows, RequestEvent(**vars(facts))], calendars)
    earlier = letter_clock(request, (row for row in rows if row.date < facts.date), calendars)
    by_then = letter_clock(request, (row for row in rows if row.date <= facts.date), calendars)
    kind = EventKind(facts.kind)
    if kind not in {*earlier.allowed, *by_then.allowed}:
        raise Refused(impossible_words(request, kind, by_then), field="kind")


def rest_check(request: InfoRequest, facts: EventFacts, *, route_known: bool = True) -> None:
    """What each kind needs beside its date, and nothing that belongs to another; of a past that
    others kept the route need not be known."""
    kind = EventKind(facts.kind)
    sending = kind == EventKind.SUBMITTED
    if sending != bool(facts.route) and (route_known or not sending):
        raise Refused(_("A sending has a route, and nothing else has."), field="route")
    if facts.route in OF_CONSULTATIONS and request.channel != Channel.CONSULTATION:
        raise Refused(
            _("A mailbox or the hotline takes consultations, not disclosure requests."),
            field="route",
        )
    if (kind == EventKind.EXTENDED) != (facts.days is not None):
        raise Refused(_("An extension says how many working days."), field="days")
    if facts.days is not None and not 1 <= facts.days <= MOST_DAYS:
        raise Refused(
            _("An extension is a whole number of working days from 1 to %(most)d.")
            % {"most": MOST_DAYS},
            field="days",
        )
    if (kind == EventKind.TELEPHONE) != bool(facts.call):
        raise Refused(_("Choose what was said."), field="call")
    decided = {EventKind.RECONSIDERATION_DECIDED, EventKind.SUIT_DECIDED}
    if (kind in decided) != bool(facts.result):
        raise Refused(_("Choose how it was decided."), field="result")
    if facts.outcome is not None and (
        kind != EventKind.CLOSED or facts.outcome.channel != request.channel
    ):
        raise Refused(_("Only a closing has an outcome, one of its channel."), field="outcome")
    document = facts.document
    if document is not None and (
        document.city_id != request.organ.city_id or document.edition_id != request.round.edition_id
    ):
        raise Refused(_("The document belongs to another city or edition."), field="document")


@transaction.atomic
def event_strike(*, actor: User, event: RequestEvent, reason: str) -> None:
    """Strike out an event that was entered by mistake; it stays to be read, with the reason.

    Refused for one that another rests on, for one of a reply (which is corrected or withdrawn
    on its own page) and in a closed edition.
    """
    edition_hold_open(edition=event.request.round.edition)
    if event.reply_id is not None:
        raise Refused(_("This event is of a reply: correct or withdraw the reply."))
    calendars = calendars_now()
    before = clock_before(event.request, calendars)
    with _sending_counted(event):
        events_strike(actor=actor, events=[event], reason=require_reason(reason))
        try:
            letter_state_refresh(request=event.request, calendars=calendars, before=before)
        except Refused as refusal:
            text = _("Another event rests on this one: %(why)s")
            raise Refused(text % {"why": refusal.message}) from refusal


def events_strike(*, actor: User | None, events: Sequence[RequestEvent], reason: str) -> None:
    """A step of what takes events back: each once, with an entry of the history."""
    for event in events:
        facts = {"struck_at": timezone.now(), "struck_by": actor, "struck_reason": reason}
        standing = RequestEvent.objects.filter(pk=event.pk, struck_at__isnull=True)
        if not standing.update(**facts):
            raise ChangedMeanwhile(_("Somebody else struck this event out already."))
        event.refresh_from_db()
        trail_write(
            actor=actor,
            action="event.strike",
            subject=event,
            edition=event.request.round.edition,
            city=event.request.organ.city,
            old={"struck": False},
            new={"struck": True},
            reason=reason,
        )


def reply_events_write(*, actor: User | None, reply: Reply) -> None:
    """What a reply is for the clocks of the letters that it answers: its postmark, where it has
    one, and its coming, each with the calendar by which it is judged. A step of logging."""
    version = calendars_now().version
    rows = LetterOutcome.objects.filter(reply=reply, request__isnull=False)
    letters = [row.request for row in rows.select_related("request__organ__city", "request__round")]
    for letter in letters:
        days = [(EventKind.REPLIED, reply.received_on)]
        if reply.posted_on is not None:
            days.insert(0, (EventKind.POSTED, reply.posted_on))
        RequestEvent.objects.bulk_create(
            RequestEvent(
                request=letter,
                kind=kind,
                date=day,
                reply=reply,
                calendar=version,
                entered_by=actor,
            )
            for kind, day in days
        )


def reply_events_strike(*, actor: User | None, reply: Reply, reason: str) -> None:
    """Those of a reply that is corrected or withdrawn; a step of either."""
    events_strike(
        actor=actor,
        events=list(reply.events.filter(struck_at__isnull=True).select_related("request")),
        reason=reason,
    )
