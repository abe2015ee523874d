from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile, Refused
from surveys.history.services import trail_write
from surveys.models import Edition, Round, User
from surveys.open_edition import edition_touch
from surveys.reasons import require_reason


@transaction.atomic
def round_open(
    *,
    actor: User | None,
    edition: Edition,
    opens_on: datetime.date,
    cutoff: datetime.date,
    number: int | None = None,
) -> Round:
    """The edition's next round of letters; refused where that is not the round `number` that
    its author saw coming."""
    if cutoff <= opens_on:
        raise Refused(_("The cut-off must be later than the first day."), field="cutoff")
    edition_touch(edition=edition)
    following = edition.rounds.count() + 1
    if number not in (None, following):
        raise ChangedMeanwhile(_("Another round was opened meanwhile. Look at the rounds again."))
    row = Round.objects.create(edition=edition, number=following, opens_on=opens_on, cutoff=cutoff)
    trail_write(
        actor=actor,
        action="round.open",
        subject=row,
        edition=edition,
        new={"number": following, "opens_on": opens_on, "cutoff": cutoff},
    )
    return row


@transaction.atomic
def round_close(*, actor: User | None, survey_round: Round, today: datetime.date) -> None:
    """Declare the cut-off passed: from now on silence is a value of the index.

    Refused on or before the cut-off day, since a pending city is never scored as silent.
    """
    if today <= survey_round.cutoff:
        raise Refused(
            _("The cut-off %(day)s has not passed yet.") % {"day": survey_round.cutoff.isoformat()}
        )
    edition_touch(edition=survey_round.edition)
    still_open = Round.objects.filter(pk=survey_round.pk, closed_on__isnull=True)
    if not still_open.update(closed_on=today):
        raise Refused(_("This round is closed already."))
    trail_write(
        actor=actor,
        action="round.close",
        subject=survey_round,
        edition=survey_round.edition,
        old={"closed_on": None},
        new={"closed_on": today},
    )
    survey_round.refresh_from_db()


@transaction.atomic
def round_count_late(*, actor: User | None, survey_round: Round, counts: bool, reason: str) -> None:
    """Let replies after the cut-off count like others, or no longer; also of a closed round.

    Refused without a reason, and where it is so already.
    """
    reason = require_reason(reason)
    edition_touch(edition=survey_round.edition)
    otherwise = Round.objects.filter(pk=survey_round.pk, counts_late=not counts)
    if not otherwise.update(counts_late=counts):
        raise Refused(_("That is how this round counts already."))
    trail_write(
        actor=actor,
        action="round.count_late",
        subject=survey_round,
        edition=survey_round.edition,
        old={"counts_late": not counts},
        new={"counts_late": counts},
        reason=reason,
    )
    survey_round.refresh_from_db()
