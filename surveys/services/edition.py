from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import EditionClosed, Refused
from surveys.models import Edition, Round, User
from surveys.services.hint import task_hint
from surveys.services.trail import trail_write

RECOMPUTE_TASK = "scoring.recompute"


def edition_touch(*, edition: Edition) -> None:
    """Count a change of what the index reads, and hint the queue once it is committed.

    To be called inside the transaction that writes the change. Raises `EditionClosed`
    for a frozen edition: the row itself decides, so a freeze in the meantime is seen.
    """
    open_row = Edition.objects.writable().filter(pk=edition.pk)
    if not open_row.update(inputs_version=F("inputs_version") + 1):
        raise EditionClosed(edition.code)
    edition_id = edition.pk
    transaction.on_commit(lambda: recompute_hint(edition_id=edition_id))


def editions_touch() -> None:
    """Count a change of reference data, which every open edition with inputs reads."""
    for edition in Edition.objects.writable().filter(inputs_version__gt=0):
        with transaction.atomic():
            edition_touch(edition=edition)


def edition_require_open(*, edition: Edition) -> None:
    """Raise `EditionClosed` unless the stored row is open (for writes that the index does
    not read, such as a draft)."""
    if not Edition.objects.writable().filter(pk=edition.pk).exists():
        raise EditionClosed(edition.code)


def recompute_hint(*, edition_id: int) -> None:
    """Tell the workers; a dead broker delays the result until the sweep, never loses it."""
    version = Edition.objects.filter(pk=edition_id).values_list("inputs_version", flat=True).first()
    task_hint(RECOMPUTE_TASK, edition_id, version)


@transaction.atomic
def edition_open(
    *,
    actor: User | None,
    code: str,
    year: int,
    title_zh: str,
    title_en: str,
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
    )
    try:
        edition.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=field) from error
    if opens_on and cutoff and cutoff <= opens_on:
        raise Refused(_("The cut-off must be later than the first day."), field="cutoff")
    edition.save()
    trail_write(
        actor=actor,
        action="edition.open",
        subject=edition,
        edition=edition,
        new={"code": code, "year": year, "synthetic": synthetic, "ranks_only": ranks_only},
    )
    if opens_on and cutoff:
        Round.objects.create(edition=edition, opens_on=opens_on, cutoff=cutoff)
    return edition


@transaction.atomic
def edition_freeze(*, actor: User, edition: Edition, reason: str) -> None:
    """Set the flag that every later write is refused by; there is no way back here."""
    if not reason.strip():
        raise Refused(_("Give a reason."), field="reason")
    now = timezone.now()
    if not Edition.objects.writable().filter(pk=edition.pk).update(frozen=True, frozen_at=now):
        raise EditionClosed(edition.code)
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
