from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django.db import transaction

from surveys.evidence.services import evidence_add, file_store
from surveys.files.document import Document
from surveys.history.services import trail_write
from surveys.models import City, Edition, Evidence, InfoRequest, Organ, Reply, Round, User
from surveys.open_edition import edition_hold_open, edition_require_open, edition_touch
from surveys.rounds.lateness import has_late
from surveys.rounds.services.reply_checks import (
    ReplyFacts,
    facts_check,
    refuse_closed_round,
    refuse_early,
)


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
    form_token: uuid.UUID | None = None,
) -> Reply:
    """Log a reply with its documents; the request it answers is made where none is there.

    `form_token` names the page it was typed in: sent again, the reply of the first time
    comes back. Refused: a closed edition, a receipt in time for a closed round, dates in the
    future, before the letter or out of order, an outcome of the other channel. After the
    cut-off it is kept as a late one, in a closed round too.
    Nothing is half-written: the files go first, the rows in one transaction.
    """
    edition_require_open(edition=survey_round.edition)
    facts_check(survey_round, channel, facts, today)
    refuse_early(facts.received_on, _asked(survey_round, organ, channel, wave))
    files = [file_store(document=document) for document in documents]
    with transaction.atomic():
        # The stored rows decide: both may have been closed since the page was opened.
        edition_hold_open(edition=survey_round.edition)
        refuse_closed_round(Round.objects.get(pk=survey_round.pk), facts.received_on)
        # Held, the edition lets one of two equal pages through and shows its reply to the other.
        earlier = Reply.objects.filter(form_token=form_token).first() if form_token else None
        if earlier is not None:
            return earlier
        request = _request_for(actor, survey_round, organ, channel, wave)
        reply = Reply.objects.create(
            request=request, logged_by=actor, form_token=form_token, **vars(facts)
        )
        trail_write(
            actor=actor,
            action="reply.register",
            subject=reply,
            edition=survey_round.edition,
            city=organ.city,
            new={"request": request, **vars(facts)},
        )
        request_settle(actor=actor, request=request)
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
        replies_touch(edition=survey_round.edition, city=organ.city)
    return reply


def replies_touch(*, edition: Edition, city: City, had_late: bool = False) -> None:
    """Count a change of a city's replies where the index reads them: only beside a late one
    does it matter which came in time, and every run says how many are late."""
    if had_late or has_late(edition, city):
        edition_touch(edition=edition)


def _asked(survey_round: Round, organ: Organ, channel: str, wave: int) -> InfoRequest | None:
    letter = {"round": survey_round, "organ": organ, "channel": channel, "wave": wave}
    return InfoRequest.objects.filter(**letter).first()


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


def request_settle(*, actor: User | None, request: InfoRequest) -> None:
    """Give the request the status and outcome of its newest standing reply, if it has any."""
    newest = request.replies.standing().order_by("-received_on", "-pk").first()
    old = {"status": request.status, "outcome": request.outcome_id}
    status = InfoRequest.Status.SENT if newest is None else InfoRequest.Status.REPLIED
    request.status = status
    request.outcome = newest.outcome if newest else None
    new = {"status": request.status, "outcome": request.outcome_id}
    if new == old:
        return
    request.save(update_fields=["status", "outcome"])
    trail_write(
        actor=actor,
        action="request.reply",
        subject=request,
        edition=request.round.edition,
        city=request.organ.city,
        old=old,
        new=new,
    )
