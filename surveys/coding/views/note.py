"""The private note of a city beside its questions, as its form shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from surveys.coding.services.note import case_note_save
from surveys.errors import Refused, StaleRevision
from surveys.models import CaseNote, City, Edition, User
from surveys.numbers import whole_number


@dataclass(frozen=True)
class Note:
    """`words` as typed, on the `revision` that they rest on; where another window saved first,
    `stored` is what it saved."""

    words: str = ""
    revision: int = 0
    saved: bool = False
    error: str = ""
    status: int = 200
    stored: CaseNote | None = None


def note_of(edition: Edition, city: City, person: User) -> Note:
    """The person's own; nobody's role opens another's."""
    row = CaseNote.objects.filter(edition=edition, city=city, author=person).first()
    return Note(row.words, row.revision) if row else Note()


def note_posted(edition: Edition, city: City, person: User, data: QueryDict) -> Note:
    """Stored, or as it was typed with what stands in its way. `over` is the revision of another
    window's note that the person has seen and puts this one in the place of."""
    words = data.get("words", "").replace("\r\n", "\n")
    revision = whole_number(data.get("over") or data.get("revision", ""))
    revision = -1 if revision is None else revision
    try:
        row = case_note_save(
            actor=person, edition=edition, city=city, words=words, revision=revision
        )
    except StaleRevision as stale:
        return Note(words, revision, error=stale.message, status=409, stored=stale.current)
    except Refused as refusal:
        return Note(words, revision, error=refusal.message, status=422)
    return Note(row.words, row.revision, saved=True)
