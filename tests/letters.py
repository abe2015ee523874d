"""Replies as the service logs them, and what they say to which letter."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from surveys.files.document import Document
from surveys.models import InfoRequest, Organ, Outcome, Reply, Round, User
from surveys.rounds.said import Said
from surveys.rounds.services.reply import ReplyFacts, reply_register
from tests.builders import TODAY, make_letter, make_outcome


def log_reply(
    coder: User,
    survey_round: Round,
    organ: Organ,
    *,
    outcome: Outcome | None = None,
    documents: Sequence[Document] = (),
    today: datetime.date = TODAY,
    letter: dict[str, Any] | None = None,
    form_token: uuid.UUID | None = None,
    **facts: Any,
) -> Reply:
    """By the service, to the letter with these fields, which is made where none is there."""
    outcome = outcome or make_outcome()
    wanted = {"channel": outcome.channel, "wave": 1, **(letter or {})}
    there = InfoRequest.objects.filter(round=survey_round, organ=organ, **wanted).first()
    request = there or make_letter(survey_round, organ, **wanted)
    return reply_register(
        actor=coder,
        survey_round=survey_round,
        organ=organ,
        said=[Said(outcome, request)],
        facts=ReplyFacts(**{"received_on": TODAY, **facts}),
        documents=documents,
        today=today,
        form_token=form_token,
    )


def letter_of(reply: Reply) -> InfoRequest:
    """The first letter that the reply answers."""
    letter = reply.outcomes.order_by("pk")[0].request
    assert letter is not None
    return letter


def outcome_of(reply: Reply) -> Outcome:
    return reply.outcomes.order_by("pk")[0].outcome
