"""Mending what was logged: a slip is corrected, a letter logged by mistake is withdrawn."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused, StaleRevision
from surveys.history.services import trail_write
from surveys.models import Answer, Citation, Reply, Round, User
from surveys.open_edition import edition_hold_open
from surveys.reasons import require_reason
from surveys.rounds.first_letters import is_later_only
from surveys.rounds.lateness import has_late
from surveys.rounds.said import Said, said_by, said_check, said_plain, said_write
from surveys.rounds.services.event import reply_events_strike
from surveys.rounds.services.reply import (
    clocks_before,
    letters_answered,
    letters_as_stored,
    letters_refresh,
    refuse_before_letters,
    replies_touch,
)
from surveys.rounds.services.reply_checks import (
    ReplyFacts,
    facts_check,
    refuse_settled,
)


@transaction.atomic
def reply_correct(
    *,
    actor: User,
    reply: Reply,
    said: Sequence[Said],
    facts: ReplyFacts,
    reason: str,
    revision: int,
    today: datetime.date,
) -> None:
    """Write other facts over a reply, or other letters that it answers; the history keeps the
    old ones and the reason.

    Refused as logging is, without a reason, and for a reply in time to a closed round;
    `StaleRevision` where somebody else corrected it since `revision`.
    """
    survey_round = _held_round(reply)
    refuse_settled(reply)
    edition, city = survey_round.edition, reply.city
    before, said = said_by(reply), letters_as_stored(said)
    facts_check(survey_round, facts, today)
    said_check(survey_round, city, said)
    refuse_before_letters(facts, said)
    reason = require_reason(reason)
    had_late, had_later = has_late(edition, city), is_later_only(edition, city)
    old = {name: getattr(reply, name) for name in vars(facts)}
    clocks, moved = clocks_before((*said, *before)), _moves(before, said, old, facts)
    _take(reply, revision, facts, **vars(facts))
    said_write(reply=reply, said=said)
    trail_write(
        actor=actor,
        action="reply.correct",
        subject=reply,
        edition=edition,
        city=city,
        old={"letters": sorted(said_plain(before), key=str), **old},
        new={"letters": sorted(said_plain(said), key=str), **vars(facts)},
        reason=reason,
    )
    after = letters_as_stored((*said, *before))
    if moved:
        reply_events_strike(actor=actor, reply=reply, reason=reason)
        letters_answered(actor=actor, reply=reply, said=after, before=clocks)
    else:
        letters_refresh(said=after, before=clocks)
    replies_touch(edition=edition, city=city, had_late=had_late, had_later=had_later)


def _moves(
    before: Sequence[Said], said: Sequence[Said], old: Mapping[str, object], facts: ReplyFacts
) -> bool:
    """Whether letters have another history than before: other letters, or another day."""
    letters = [{one.request.pk for one in row if one.request} for row in (before, said)]
    days = any(old[name] != getattr(facts, name) for name in ("received_on", "posted_on"))
    return days or letters[0] != letters[1]


@transaction.atomic
def reply_withdraw(*, actor: User, reply: Reply, reason: str, revision: int) -> None:
    """Count a reply nowhere any more, because it was logged twice or in the wrong place.

    Refused for one in time to a closed round, and while a code quotes one of its documents:
    what was read stays readable.
    """
    survey_round = _held_round(reply)
    refuse_settled(reply)
    reason = require_reason(reason)
    drafted = Citation.objects.filter(evidence__reply=reply)
    sent = Answer.objects.standing().filter(submission__citations__evidence__reply=reply)
    if drafted.exists() or sent.exists():
        raise Refused(_("A code quotes a document of this reply. Change the code first."))
    edition, city = survey_round.edition, reply.city
    had_late, had_later = has_late(edition, city), is_later_only(edition, city)
    clocks = clocks_before(said_by(reply))
    _take(reply, revision, None, withdrawn=True)
    trail_write(
        actor=actor,
        action="reply.withdraw",
        subject=reply,
        edition=edition,
        city=city,
        old={"withdrawn": False},
        new={"withdrawn": True},
        reason=reason,
    )
    reply_events_strike(actor=actor, reply=reply, reason=reason)
    letters_refresh(said=letters_as_stored(said_by(reply)), before=clocks)
    replies_touch(edition=edition, city=city, had_late=had_late, had_later=had_later)


def _held_round(reply: Reply) -> Round:
    """The round as stored, its edition held: it may have been closed since the page was opened."""
    survey_round = reply.round
    edition_hold_open(edition=survey_round.edition)
    survey_round.refresh_from_db(fields=("cutoff", "closed_on"))
    return survey_round


def _take(reply: Reply, revision: int, facts: ReplyFacts | None, **fields: object) -> None:
    """Write over the revision that the person saw, or tell that it is not there any more."""
    seen = Reply.objects.standing().filter(pk=reply.pk, revision=revision)
    if not seen.update(**fields, revision=revision + 1):
        raise StaleRevision(current=reply, submitted=vars(facts) if facts else {})
    reply.refresh_from_db()
