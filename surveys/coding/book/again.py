"""What is to be coded again, since a rule that decided it was changed after it was sent."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from surveys.models import CodebookVersion, Edition, Submission, User


def submissions_again(
    edition: Edition, coder: User | None = None, upto: int | None = None
) -> QuerySet[Submission]:
    """Standing submissions by an earlier version than the last one that marked their question,
    among those up to the edition's own version (or `upto`); nothing of them is changed, and
    sending anew takes one off. A coder's own where one is named."""
    marked = _marked(edition, upto)
    if not marked:
        rows: QuerySet[Submission] = Submission.objects.none()
        return rows
    behind = Q()
    for code, number in marked.items():
        earlier = Q(codebook_number__lt=number) | Q(codebook_number=None)
        behind |= Q(code__question__code=code) & earlier
    found: QuerySet[Submission] = Submission.objects.filter(edition=edition).standing()
    found = found.filter(behind)
    return found.filter(code__coder=coder) if coder else found


def _marked(edition: Edition, upto: int | None) -> dict[str, int]:
    """By question the last version that says to code it again."""
    versions = CodebookVersion.objects.exclude(again=[])
    if upto is not None:
        versions = versions.filter(number__lte=upto)
    elif edition.codebook_id is not None:
        own = CodebookVersion.objects.filter(pk=edition.codebook_id)
        versions = versions.filter(number__lte=own.values("number"))
    rows = versions.order_by("number").values_list("number", "again")
    return {code: number for number, codes in rows for code in codes}
