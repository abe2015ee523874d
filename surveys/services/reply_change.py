"""Mending what was logged: a slip is corrected, a letter logged by mistake is withdrawn."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused, StaleRevision
from surveys.models import Citation, Reply, User
from surveys.services.inputs import edition_hold_open
from surveys.services.reply import request_settle
from surveys.services.reply_checks import ReplyFacts, facts_check, refuse_closed_round
from surveys.services.trail import trail_write


@transaction.atomic
def reply_correct(
    *,
    actor: User,
    reply: Reply,
    facts: ReplyFacts,
    reason: str,
    revision: int,
    today: datetime.date,
) -> None:
    """Write other facts over a reply; the history keeps the old ones and the reason.

    Refused as logging is, and without a reason; `StaleRevision` where somebody else
    corrected it since `revision`.
    """
    survey_round = reply.request.round
    edition_hold_open(edition=survey_round.edition)
    facts_check(survey_round, reply.request.channel, facts, today)
    _require_reason(reason)
    old = {name: getattr(reply, name) for name in vars(facts)}
    _take(reply, revision, facts, **vars(facts))
    trail_write(
        actor=actor,
        action="reply.correct",
        subject=reply,
        edition=survey_round.edition,
        city=reply.request.organ.city,
        old=old,
        new=vars(facts),
        reason=reason.strip(),
    )
    request_settle(actor=actor, request=reply.request)


@transaction.atomic
def reply_withdraw(*, actor: User, reply: Reply, reason: str, revision: int) -> None:
    """Count a reply nowhere any more, because it was logged twice or in the wrong place.

    Refused while a code quotes one of its documents: what was read stays readable.
    """
    survey_round = reply.request.round
    edition_hold_open(edition=survey_round.edition)
    refuse_closed_round(survey_round)
    _require_reason(reason)
    if Citation.objects.filter(evidence__reply=reply).exists():
        raise Refused(_("A code quotes a document of this reply. Change the code first."))
    _take(reply, revision, None, withdrawn=True)
    trail_write(
        actor=actor,
        action="reply.withdraw",
        subject=reply,
        edition=survey_round.edition,
        city=reply.request.organ.city,
        old={"withdrawn": False},
        new={"withdrawn": True},
        reason=reason.strip(),
    )
    request_settle(actor=actor, request=reply.request)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give a reason."), field="reason")


def _take(reply: Reply, revision: int, facts: ReplyFacts | None, **fields: object) -> None:
    """Write over the revision that the person saw, or tell that it is not there any more."""
    seen = Reply.objects.standing().filter(pk=reply.pk, revision=revision)
    if not seen.update(**fields, revision=revision + 1):
        raise StaleRevision(current=reply, submitted=vars(facts) if facts else {})
    reply.refresh_from_db()
