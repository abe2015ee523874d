"""By which version an edition is coded, and which questions it asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from surveys.coding.book.content import Content, Entry, entries_of
from surveys.models import CodebookVersion, Edition, Question


@dataclass(frozen=True)
class Book:
    """One version, read once."""

    number: int
    content: Content

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return entries_of(self.content)


def book_of(edition: Edition) -> Book | None:
    """The version that the edition is coded by: its own, else the newest; None before the first."""
    row = _version_of(edition).values_list("number", "content").first()
    return Book(*row) if row else None


def book_numbered(number: int | None) -> Book | None:
    """None where nothing was sent by a version, or by none that there is."""
    if number is None:
        return None
    rows = CodebookVersion.objects.filter(number=number).values_list("number", "content")
    row = rows.first()
    return Book(*row) if row else None


def book_numbers(editions: Collection[int]) -> dict[int, int]:
    """Of editions the number of the version that they are coded by, where there is one."""
    newest = CodebookVersion.objects.values_list("number", flat=True).first()
    own = Edition.objects.filter(pk__in=editions).values_list("pk", "codebook__number")
    found = {pk: number or newest for pk, number in own}
    return {pk: number for pk, number in found.items() if number}


def asked_questions(edition: Edition) -> QuerySet[Question]:
    """Those that coders answer in the edition: what a later version added is none of them."""
    return Question.objects.exclude(kind=Question.Kind.DERIVED).filter(asked_in(edition))


def asked_in(edition: Edition, way: str = "code") -> Q:
    """`way` leads from a row to the code of its question."""
    if edition.codebook_id is None:
        return Q()
    codes = _version_of(edition).values_list("codes", flat=True).first()
    return Q(**{f"{way}__in": codes or []})


def _version_of(edition: Edition) -> QuerySet[CodebookVersion]:
    rows: QuerySet[CodebookVersion] = CodebookVersion.objects.all()
    return rows.filter(pk=edition.codebook_id) if edition.codebook_id else rows
