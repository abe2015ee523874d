from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile, EditionClosed, Refused
from surveys.history.services import trail_write
from surveys.models import CodebookVersion, Edition, User
from surveys.open_edition import edition_hold_open
from surveys.reasons import require_reason
from surveys.rounds.services.new_row import new_row_store
from surveys.rounds.services.round import round_open


@transaction.atomic
def edition_open(
    *,
    actor: User | None,
    code: str,
    year: int,
    title_zh: str,
    title_en: str = "",
    opens_on: datetime.date | None = None,
    cutoff: datetime.date | None = None,
    synthetic: bool = False,
    ranks_only: bool = False,
    note_zh: str = "",
    note_en: str = "",
) -> Edition:
    """A new annual round; with dates, its first round of letters too."""
    edition = Edition(
        code=code,
        year=year,
        title_zh=title_zh,
        title_en=title_en,
        synthetic=synthetic,
        ranks_only=ranks_only,
        note_zh=note_zh,
        note_en=note_en,
        opened_by=actor,
        codebook=CodebookVersion.objects.first(),
    )
    twice = _("There is an edition of that code already.")
    new_row_store(row=edition, twice=twice, field="code")
    trail_write(
        actor=actor,
        action="edition.open",
        subject=edition,
        edition=edition,
        new={"code": code, "year": year, "synthetic": synthetic, "ranks_only": ranks_only},
    )
    if opens_on and cutoff:
        round_open(actor=actor, edition=edition, opens_on=opens_on, cutoff=cutoff)
    return edition


# More between two looks, and an answer lies there for a quarter.
MOST_LOOK_DAYS = 90


@transaction.atomic
def edition_set_look_days(*, actor: User, edition: Edition, days: int) -> None:
    """After how many days somebody looks into a portal again; refused outside 1 to 90 and in a
    closed edition."""
    if not 1 <= days <= MOST_LOOK_DAYS:
        text = _("Between two looks are 1 to %(most)d days.")
        raise Refused(text % {"most": MOST_LOOK_DAYS}, field="days")
    edition_hold_open(edition=edition)
    edition.refresh_from_db(fields=("look_days",))
    if edition.look_days == days:
        return
    old, edition.look_days = edition.look_days, days
    Edition.objects.filter(pk=edition.pk).update(look_days=days)
    trail_write(
        actor=actor,
        action="edition.look_days",
        subject=edition,
        edition=edition,
        old={"look_days": old},
        new={"look_days": days},
    )


@transaction.atomic
def edition_freeze(*, actor: User, edition: Edition, reason: str) -> None:
    """Set the flag that every later write is refused by; there is no way back here.

    `edition` is as the actor saw it: refused where what the index reads changed since.
    """
    reason = require_reason(reason)
    now = timezone.now()
    open_row = Edition.objects.writable().filter(pk=edition.pk)
    as_seen = open_row.filter(inputs_version=edition.inputs_version)
    if not as_seen.update(frozen=True, frozen_at=now):
        if open_row.exists():
            raise ChangedMeanwhile(_("Something in the edition changed meanwhile. Look again."))
        raise EditionClosed(edition.code, ranks_only=edition.ranks_only)
    trail_write(
        actor=actor,
        action="edition.freeze",
        subject=edition,
        edition=edition,
        old={"frozen": False},
        new={"frozen": True},
        reason=reason,
    )
    edition.refresh_from_db()
