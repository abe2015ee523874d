from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max

from surveys.coding.book.asked import book_numbers
from surveys.coding.codebook import question_hash
from surveys.models import (
    Citation,
    Code,
    SearchRecord,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
)
from surveys.models.code import QUOTED

AT_ONCE = 500


def submissions_write(*, codes: Sequence[Code], at: datetime.datetime) -> dict[int, Submission]:
    """Keep codes as they stand, with their proof and the question's hash, in rows that nobody
    changes; by the code's key. A step of sending: the caller holds the edition.
    """
    sent: dict[int, Submission] = {}
    for start in range(0, len(codes), AT_ONCE):
        sent |= _write(codes[start : start + AT_ONCE], at)
    return sent


def _write(codes: Sequence[Code], at: datetime.datetime) -> dict[int, Submission]:
    before = Submission.objects.filter(code__in=codes).order_by().values_list("code")
    last: defaultdict[int, int] = defaultdict(int, before.annotate(last=Max("sequence")))
    numbers = book_numbers({code.edition_id for code in codes})
    rows = [
        Submission(
            edition_id=code.edition_id,
            code=code,
            sequence=last[code.pk] + 1,
            choice=code.choice,
            number=code.number,
            detail=code.detail,
            note=code.note,
            unchanged_from=code.unchanged_from,
            checklist=code.checklist,
            question_hash=question_hash(code.question),
            codebook_number=numbers.get(code.edition_id),
            sent_at=at,
        )
        for code in codes
    ]
    sent = {row.code_id: row for row in Submission.objects.bulk_create(rows)}
    _write_proof(codes, sent)
    return sent


def _write_proof(codes: Sequence[Code], sent: dict[int, Submission]) -> None:
    cited = Citation.objects.filter(code__in=codes).select_related("evidence__file").order_by("pk")
    SubmissionCitation.objects.bulk_create(
        SubmissionCitation(
            submission=sent[row.code_id],
            evidence=row.evidence,
            sha256=row.sha256 or row.evidence.file.sha256,
            **{name: getattr(row, name) for name in QUOTED},
        )
        for row in cited
    )
    searched = SearchRecord.objects.filter(code__in=codes).order_by("pk")
    SubmissionSearch.objects.bulk_create(
        SubmissionSearch(
            submission=sent[row.code_id],
            place=row.place,
            words=row.words,
            searched_on=row.searched_on,
        )
        for row in searched
    )
