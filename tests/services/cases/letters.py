"""Letters, their events, and replies to them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import Model

from surveys.annual.services import annual_table_store
from surveys.models import (
    AnnualTable,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Outcome,
    Reply,
    RequestEvent,
    RoundStatistics,
    StoredFile,
    TrailEntry,
)
from surveys.models.request import Channel
from surveys.rounds.chasing.services import chase_record
from surveys.rounds.said import Said
from surveys.rounds.services import reply_checks
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.letter import letter_add, letter_describe, letter_hand
from surveys.rounds.services.replay import calendar_replay
from surveys.rounds.services.reply import replies_touch, reply_register
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.statistics.services import statistics_compute
from tests.builders import (
    TODAY,
    make_document,
)
from tests.letters import letter_of
from tests.services.case import Case
from tests.services.results import Full
from tests.services.world import TOKEN
from tests.surveys.annual.tables import store


def _facts(name: str) -> reply_checks.ReplyFacts:
    return reply_checks.ReplyFacts(received_on=TODAY, summary=name)


def _said(*letters: InfoRequest | None) -> list[Said]:
    """Another outcome than that of the world's letters, each of its channel."""
    found = []
    for letter in letters:
        channel = letter.channel if letter else Channel.CONSULTATION
        outcomes = Outcome.objects.filter(channel=channel).exclude(code__contains="outcome")
        found.append(Said(outcomes[0], letter))
    return found


def _register(world: Full, *letters: InfoRequest | None, token: uuid.UUID | None = None) -> Reply:
    return reply_register(
        actor=world.cast.coder,
        survey_round=world.survey_round,
        organ=world.organ,
        said=_said(*letters),
        facts=_facts("来函"),
        documents=[make_document(), make_document()],
        today=TODAY,
        form_token=token,
    )


def _request(world: Full) -> InfoRequest:
    return letter_of(world.reply)


def _both(world: Full) -> list[InfoRequest]:
    """The organ's two letters of the first wave, one of each channel."""
    rows = InfoRequest.objects.filter(round=world.survey_round, organ=world.organ, wave=1)
    return list(rows.order_by("pk"))


def _answered(world: Full) -> list[Model]:
    """What a change of the reply touches: itself, its letter, and its event there."""
    return [world.reply, _request(world), world.reply.events.get()]


def _late(world: Full) -> InfoRequest:
    """The organ's letter of the fifth wave, confirmed and never answered."""
    return InfoRequest.objects.get(round=world.survey_round, organ=world.organ, wave=5)


def _add(world: Full) -> InfoRequest:
    return letter_add(
        actor=world.cast.coder,
        survey_round=world.survey_round,
        organ=world.organ,
        channel=Channel.DISCLOSURE,
        wave=3,
        part="gep_standard",
        sent_on=TODAY,
        route="web",
        today=TODAY,
    )


def _event(world: Full, form_token: uuid.UUID | None = None, **facts: Any) -> RequestEvent:
    return event_record(
        actor=world.cast.coder,
        request=_request(world),
        facts=EventFacts(**{"kind": "telephone", "call": "other", "date": TODAY, **facts}),
        today=TODAY,
        form_token=form_token,
    )


CASES = (
    Case(calendar_replay, lambda world: calendar_replay(), how="where nothing is behind"),
    Case(
        statistics_compute,
        lambda world: statistics_compute(edition_id=world.edition.pk, number=1),
        added={RoundStatistics: 1},
        returns=lambda world: True,
        anywhere=True,
    ),
    Case(
        annual_table_store,
        lambda world: store(world.cast.coder, world.edition, world.organ),
        added={AnnualTable: 1, TrailEntry: 1},
    ),
    Case(letter_add, _add, added={InfoRequest: 1, RequestEvent: 1, TrailEntry: 2}),
    Case(
        letter_describe,
        lambda world: letter_describe(
            actor=world.cast.coder,
            request=_request(world),
            number="7",
            applicant="A1",
            applicant_type="person",
        ),
        changed=lambda world: [_request(world)],
        added={TrailEntry: 1},
    ),
    Case(
        letter_hand,
        lambda world: letter_hand(
            actor=world.cast.manager, request=_request(world), handler=world.cast.coder, seen=None
        ),
        changed=lambda world: [_request(world)],
        added={TrailEntry: 1},
    ),
    Case(
        event_record,
        lambda world: _event(world, form_token=uuid.UUID(int=3)),
        changed=lambda world: [_request(world)],
        added={RequestEvent: 1, TrailEntry: 1},
        how="for many letters at once",
    ),
    Case(
        event_record,
        _event,
        changed=lambda world: [_request(world)],
        added={RequestEvent: 1, TrailEntry: 1},
    ),
    Case(
        chase_record,
        lambda world: chase_record(
            actor=world.cast.coder, request=_late(world), way="letter", today=TODAY
        ),
        changed=lambda world: [_late(world)],
        added={RequestEvent: 1, TrailEntry: 1},
    ),
    Case(
        event_strike,
        lambda world: event_strike(actor=world.cast.coder, event=world.called, reason="打错了"),
        changed=lambda world: [world.called, _request(world)],
        added={TrailEntry: 1},
    ),
    Case(
        reply_register,
        lambda world: _register(world, None),
        added={Reply: 1, LetterOutcome: 1, Evidence: 2, TrailEntry: 3},
        before={StoredFile: 2},
        how="to no letter of ours",
    ),
    Case(
        reply_register,
        lambda world: _register(world, None, token=uuid.uuid4()),
        added={Reply: 1, LetterOutcome: 1, Evidence: 2, TrailEntry: 3},
        before={StoredFile: 2},
        how="from a page of its own",
    ),
    Case(
        reply_register,
        lambda world: _register(world, *_both(world), token=TOKEN),
        before={StoredFile: 2},
        returns=lambda world: Reply.objects.get(form_token=TOKEN),
        how="from a page that was sent before",
    ),
    Case(
        reply_register,
        lambda world: _register(world, *_both(world)),
        changed=_both,
        added={Reply: 1, LetterOutcome: 2, RequestEvent: 2, Evidence: 2, TrailEntry: 3},
        before={StoredFile: 2},
        how="to two letters",
    ),
    Case(
        reply_correct,
        lambda world: reply_correct(
            actor=world.cast.coder,
            reply=world.reply,
            said=_said(_request(world)),
            facts=reply_checks.ReplyFacts(received_on=TODAY - datetime.timedelta(days=1)),
            reason="笔误",
            revision=1,
            today=TODAY,
        ),
        changed=lambda world: [*_answered(world), world.reply.outcomes.get()],
        added={RequestEvent: 1, TrailEntry: 2},
    ),
    Case(
        reply_correct,
        lambda world: reply_correct(
            actor=world.cast.coder,
            reply=world.reply,
            said=_said(None),
            facts=_facts("改正"),
            reason="不是对我们来件的答复",
            revision=1,
            today=TODAY,
        ),
        changed=_answered,
        added={LetterOutcome: 1, TrailEntry: 2},
        removed=lambda world: [world.reply.outcomes.get()],
        how="of which letters it answers",
    ),
    Case(
        reply_correct,
        lambda world: reply_correct(
            actor=world.cast.coder,
            reply=world.reply,
            said=_said(_request(world)),
            facts=_facts("改正"),
            reason="笔误",
            revision=1,
            today=TODAY,
        ),
        changed=lambda world: [world.reply, _request(world), world.reply.outcomes.get()],
        added={TrailEntry: 1},
        how="of no day",
    ),
    Case(
        reply_withdraw,
        lambda world: reply_withdraw(
            actor=world.cast.coder, reply=world.reply, reason="重复", revision=1
        ),
        # The city's first letter stays without an effective reply, which the index may read.
        changed=lambda world: [*_answered(world), world.edition],
        added={TrailEntry: 2},
    ),
    Case(
        replies_touch,
        lambda world: replies_touch(edition=world.edition, city=world.city),
        how="where all came in time",
    ),
    Case(
        replies_touch,
        lambda world: replies_touch(edition=world.edition, city=world.city, had_late=True),
        changed=lambda world: [world.edition],
        alone=False,
        how="where one came late",
    ),
    Case(
        reply_checks.check_date,
        lambda world: reply_checks.check_date(TODAY, field="received_on", today=TODAY),
    ),
    Case(
        reply_checks.refuse_before_opening,
        lambda world: reply_checks.refuse_before_opening(TODAY, world.survey_round),
    ),
    Case(
        reply_checks.refuse_early,
        lambda world: reply_checks.refuse_early(TODAY, [_request(world)]),
    ),
    Case(
        reply_checks.refuse_closed_round,
        lambda world: reply_checks.refuse_closed_round(world.survey_round, TODAY),
    ),
    Case(reply_checks.refuse_settled, lambda world: reply_checks.refuse_settled(world.reply)),
)
