from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.intake.document import Document
from surveys.models import City, Evidence, InfoRequest, Organ, Outcome, Reply, Round, User
from surveys.models.request import Channel
from surveys.services.evidence import evidence_add, file_store
from surveys.services.inputs import edition_hold_open, edition_require_open
from surveys.services.trail import trail_write

# Before this there is no regulation of disclosure requests to reply under.
EARLIEST = datetime.date(2008, 5, 1)


@dataclass(frozen=True)
class ReplyFacts:
    """What the letter itself says; dates are legal dates, without a clock."""

    received_on: datetime.date
    outcome: Outcome
    dated_on: datetime.date | None = None
    posted_on: datetime.date | None = None
    number: str = ""
    summary: str = ""
    contact: str = ""


def reply_register(
    *,
    actor: User | None,
    survey_round: Round,
    organ: Organ,
    channel: str,
    facts: ReplyFacts,
    documents: Sequence[Document],
    today: datetime.date,
    wave: int = 1,
    personal: bool = False,
) -> Reply:
    """Log a reply with its documents; the request it answers is made where none is there.

    Refused: a closed edition or round, dates in the future, before 2008 or out of order,
    an outcome of the other channel. Nothing is half-written: the files go first, the
    rows in one transaction.
    """
    edition_require_open(edition=survey_round.edition)
    _check(survey_round, channel, facts, today)
    files = [file_store(document=document) for document in documents]
    with transaction.atomic():
        # The stored rows decide: both may have been closed since the page was opened.
        edition_hold_open(edition=survey_round.edition)
        _refuse_closed(Round.objects.get(pk=survey_round.pk))
        request = _request_for(actor, survey_round, organ, channel, wave)
        reply = Reply.objects.create(request=request, logged_by=actor, **vars(facts))
        trail_write(
            actor=actor,
            action="reply.register",
            subject=reply,
            edition=survey_round.edition,
            city=organ.city,
            new={"request": request, **vars(facts)},
        )
        _request_replied(actor, request, facts, organ.city)
        for file, document in zip(files, documents, strict=True):
            evidence_add(
                actor=actor,
                edition=survey_round.edition,
                city=organ.city,
                file=file,
                name=document.name,
                kind=Evidence.Kind.REPLY,
                reply=reply,
                personal=personal,
            )
    return reply


def _request_for(
    actor: User | None, survey_round: Round, organ: Organ, channel: str, wave: int
) -> InfoRequest:
    request, created = InfoRequest.objects.get_or_create(
        round=survey_round,
        organ=organ,
        channel=channel,
        wave=wave,
        defaults={"created_by": actor, "status": InfoRequest.Status.SENT},
    )
    if created:
        trail_write(
            actor=actor,
            action="request.create",
            subject=request,
            edition=survey_round.edition,
            city=organ.city,
            new={"organ": organ, "channel": channel, "wave": wave},
        )
    return request


def _request_replied(
    actor: User | None, request: InfoRequest, facts: ReplyFacts, city: City
) -> None:
    old = {"status": request.status, "outcome": request.outcome_id}
    request.status = InfoRequest.Status.REPLIED
    request.outcome = facts.outcome
    request.save(update_fields=["status", "outcome"])
    trail_write(
        actor=actor,
        action="request.reply",
        subject=request,
        edition=request.round.edition,
        city=city,
        old=old,
        new={"status": request.status, "outcome": request.outcome_id},
    )


def _refuse_closed(survey_round: Round) -> None:
    if survey_round.closed_on is not None:
        raise Refused(
            _("The round was closed on %(day)s; a reply can no longer be logged in it.")
            % {"day": survey_round.closed_on.isoformat()}
        )


def _check(survey_round: Round, channel: str, facts: ReplyFacts, today: datetime.date) -> None:
    _refuse_closed(survey_round)
    if channel not in Channel.values:
        raise Refused(_("Choose a channel."), field="channel")
    if facts.outcome.channel != channel:
        raise Refused(_("This outcome belongs to the other channel."), field="outcome")
    for field in ("received_on", "dated_on", "posted_on"):
        check_date(getattr(facts, field), field=field, today=today)
    for field in ("dated_on", "posted_on"):
        day = getattr(facts, field)
        if day is not None and day > facts.received_on:
            raise Refused(_("This date is later than the day of receipt."), field=field)


def check_date(day: datetime.date | None, *, field: str, today: datetime.date) -> None:
    """Refuse a legal date in the future or before the regulation existed (2008-05-01)."""
    if day is None:
        return
    if day > today:
        raise Refused(
            _("%(day)s is in the future (today is %(today)s).")
            % {"day": day.isoformat(), "today": today.isoformat()},
            field=field,
        )
    if day < EARLIEST:
        raise Refused(
            _("%(day)s is before the disclosure regulation existed; check the year.")
            % {"day": day.isoformat()},
            field=field,
        )
