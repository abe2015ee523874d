from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import Refused, StaleRevision
from surveys.models import CaseNote, City, Edition, User
from surveys.open_edition import edition_hold_open
from surveys.permissions import may_record
from surveys.storable import is_storable

MOST_NOTE = 10_000


@transaction.atomic
def case_note_save(
    *, actor: User, edition: Edition, city: City, words: str, revision: int
) -> CaseNote:
    """Keep the actor's own note of a city; `revision` is the one that he or she started from,
    0 where there was none. The history tells nobody of it.

    Saving the same again changes nothing. Raises `StaleRevision` where another window saved
    meanwhile, `Refused` for a longer one than `MOST_NOTE`.
    """
    edition_hold_open(edition=edition)
    cell: dict[str, Any] = {"edition": edition, "city": city, "author": actor}
    note = CaseNote.objects.filter(**cell).first()
    if not may_record(actor, edition, note or CaseNote(**cell)):
        raise PermissionDenied(_("A demo account works on synthetic editions alone."))
    if len(words) > MOST_NOTE or not is_storable(words):
        raise Refused(_("A note has at most %(most)d characters.") % {"most": MOST_NOTE})
    if (note.revision if note else 0) != revision:
        raise StaleRevision(current=note, submitted={"words": words})
    if note is None:
        return _create(cell, words)
    if note.words == words:
        return note
    changed = CaseNote.objects.filter(pk=note.pk, revision=revision).update(
        words=words, revision=revision + 1, saved_at=timezone.now()
    )
    if not changed:
        raise StaleRevision(current=note, submitted={"words": words})
    note.refresh_from_db()
    return note


def _create(cell: dict[str, Any], words: str) -> CaseNote:
    try:
        with transaction.atomic():
            return CaseNote.objects.create(**cell, words=words)
    except IntegrityError as error:
        current = CaseNote.objects.get(**cell)
        raise StaleRevision(current=current, submitted={"words": words}) from error
