"""Letters with their events, and replies: what is new of them, with the state it comes to."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from surveys.models import InfoRequest, LetterOutcome, Reply, RequestEvent, RoundImport, User
from surveys.past.judging.plan import Fate, LetterPlan, ReplyPlan
from surveys.past.judging.replies import reply_events
from surveys.rounds.services.letter_state import (
    clock_of_rows,
    letter_state_refresh,
    state_facts,
)
from surveys.rounds.services.organ import organ_add
from surveys.workdays.selectors import calendars_now

AT_ONCE = 500


def organs_write(
    actor: User | None, letters: Iterable[LetterPlan], replies: Iterable[ReplyPlan]
) -> None:
    """Each that is new once; the rows that name it get its key with it."""
    organs = [one.request.organ for one in letters if one.request is not None]
    organs += [one.told.organ for one in replies if one.told is not None]
    for organ in organs:
        if organ.pk is None:
            added = organ_add(actor=actor, city=organ.city, kind=organ.kind, name=organ.name)
            organ.pk = added.pk


def letters_write(
    actor: User | None,
    batch: RoundImport,
    letters: Sequence[LetterPlan],
    replies: Sequence[ReplyPlan],
) -> None:
    """With the state that their events and the replies to them come to."""
    calendars = calendars_now()
    answered: defaultdict[int, list[ReplyPlan]] = defaultdict(list)
    for reply in replies:
        for letter, _outcome in reply.said:
            answered[id(letter)].append(reply)
    rows = []
    for plan in letters:
        request = plan.request
        assert request is not None  # noqa: S101 - of one that is not refused
        events = [*plan.events]
        if request.sent_on is not None:
            for reply in answered[id(plan)]:
                events += reply_events(reply.told.facts) if reply.told else []
        found = clock_of_rows(request, events, calendars)
        for name, value in state_facts(found, calendars.version).items():
            setattr(request, name, value)
        request.outcome_id = _outcome_of(plan, answered[id(plan)])
        request.batch, request.created_by = batch, actor
        rows.append(request)
    InfoRequest.objects.bulk_create(rows, batch_size=AT_ONCE)
    for plan in letters:
        for event in plan.events:
            event.request = plan.request  # type: ignore[assignment]
            event.entered_by = actor
    events_of = (event for plan in letters for event in plan.events)
    RequestEvent.objects.bulk_create(events_of, batch_size=AT_ONCE)


def _outcome_of(plan: LetterPlan, replies: Sequence[ReplyPlan]) -> str | None:
    """Of the newest reply, as `letter_state` has it; without one, what an event says of itself."""
    newest: tuple[datetime.date, str] | None = None
    for reply in replies:
        for letter, outcome in reply.said:
            day = reply.told.facts.received_on if reply.told else datetime.date.min
            if letter is plan and (newest is None or day >= newest[0]):
                newest = (day, outcome.pk)
    if newest is not None:
        return newest[1]
    said = [event for event in plan.events if event.outcome_id or event.kind in _SAYS_ITSELF]
    last = max(said, key=lambda event: event.date, default=None)
    if last is None:
        return None
    return last.outcome_id or _SAYS_ITSELF[last.kind]


_SAYS_ITSELF: Mapping[str, str | None] = {
    "refused_intake": "refused_intake",
    "no_channel": "no_channel",
    "submitted": None,
}


def replies_write(actor: User | None, batch: RoundImport, replies: Sequence[ReplyPlan]) -> None:
    version = calendars_now().version
    for plan in replies:
        told = plan.told
        assert told is not None  # noqa: S101 - of one that is not refused
        plan.stored = Reply(
            round=told.round,
            city=told.organ.city,
            organ=told.organ,
            logged_by=actor,
            batch=batch,
            **asdict(told.facts),
        )
    Reply.objects.bulk_create((p.stored for p in replies if p.stored), batch_size=AT_ONCE)
    said = [(p, letter, outcome) for p in replies for letter, outcome in p.said]
    LetterOutcome.objects.bulk_create(
        (
            LetterOutcome(
                reply=p.stored, request=letter.request if letter else None, outcome=outcome
            )
            for p, letter, outcome in said
        ),
        batch_size=AT_ONCE,
    )
    events = []
    for p, letter, _outcome in said:
        if letter is None or letter.request is None or letter.request.sent_on is None:
            continue
        for event in reply_events(p.told.facts) if p.told else ():
            event.request, event.reply = letter.request, p.stored
            event.calendar, event.entered_by = version, actor
            events.append(event)
    RequestEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def known_letters_refresh(replies: Iterable[ReplyPlan]) -> None:
    """Letters that were there already and are answered by what came in."""
    known = {
        letter.request.pk: letter.request
        for plan in replies
        for letter, _outcome in plan.said
        if letter is not None and letter.fate is Fate.SAME and letter.request is not None
    }
    for request in known.values():
        fresh = InfoRequest.objects.select_related("organ__city", "round").get(pk=request.pk)
        letter_state_refresh(request=fresh)
