"""The documents of a city that its coder may cite, with names that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.translation import pgettext

from surveys.evidence.words import is_readable
from surveys.files.document import safe_name
from surveys.files.reading import Part
from surveys.models import City, Edition, Evidence, User
from surveys.permissions import visible_evidence


@dataclass(frozen=True)
class Document:
    """`label` is unlike that of every other document of the list."""

    evidence: Evidence
    label: str
    readable: bool

    @property
    def pk(self) -> int:
        return self.evidence.pk


def citable(edition: Edition, city: City, person: User) -> list[Document]:
    """Documents of the city that this person may open, newest first."""
    rows = visible_evidence(person).filter(edition=edition, city=city)
    rows = rows.exclude(reply__withdrawn=True)
    found = list(rows.select_related("file", "reply__organ", "reply__round"))
    labels = [label_of(row) for row in found]
    often = Counter(labels)
    return [
        Document(row, f"{label} #{row.pk}" if often[label] > 1 else label, is_readable(row))
        for row, label in zip(found, labels, strict=True)
    ]


def visible_document(person: User, pk: int) -> Evidence:
    """With its file; 404 where it is none that this person may open."""
    rows = visible_evidence(person).select_related("file", "city", "reply__organ")
    return get_object_or_404(rows, pk=pk)


def first_to_read(documents: list[Document]) -> Document | None:
    """A letter before a web page, the newest first; None where nothing can be read in the page."""
    readable = [document for document in documents if document.readable]
    letters = [document for document in readable if document.evidence.reply_id is not None]
    return next(iter([*letters, *readable]), None)


@dataclass(frozen=True)
class Inside:
    """A document inside another, with its row where it was taken out before."""

    number: int
    part: Part
    taken: Evidence | None


def parts_of(row: Evidence, parts: Sequence[Part], person: User) -> list[Inside]:
    """In order, as far as this person may know of the rows."""
    if not parts:
        return []
    rows = visible_evidence(person).filter(edition=row.edition, city=row.city, reply=row.reply)
    names = {safe_name(part.name) for part in parts}
    known = {found.name: found for found in rows.filter(name__in=names).exclude(pk=row.pk)}
    return [
        Inside(number, part, known.get(safe_name(part.name)) if part.can_be_taken else None)
        for number, part in enumerate(parts)
    ]


def label_of(row: Evidence) -> str:
    """A letter with its organ and day; anything else with its kind."""
    if row.reply is None:
        return f"{row.name} · {row.get_kind_display()}"
    reply = row.reply
    late = pgettext("reply", "late") if reply.is_late else ""
    parts = (reply.organ.name, reply.received_on.isoformat(), late, reply.number)
    return " · ".join(str(part) for part in (row.name, *parts) if part)
