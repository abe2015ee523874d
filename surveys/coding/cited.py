"""Whether what a reading quotes stands in its documents, at one place each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.boxes import box_state
from surveys.evidence.citations import BROKEN, Check, State, reading_of_document
from surveys.evidence.readers import READERS
from surveys.evidence.store import StoreAway
from surveys.models import Citation, Code, Submission, SubmissionCitation

# What cannot be known today may be known tomorrow, without anybody's doing.
_PASSING = (State.DAMAGED,)


def citations_checked(code: Code) -> list[Check | None]:
    """Of each citation of a draft in order, None where no file can be reached.

    Refused where the words stand at several places and none is chosen.
    """
    rows = list(code.citations.select_related("evidence__file").order_by("pk"))
    checks = [citation_look(row) for row in rows]
    for row, check in zip(rows, checks, strict=True):
        if check is not None and check.state is State.SEVERAL:
            text = _(
                "“%(words)s” stands %(times)d times in the document: choose the place that is"
                " meant."
            )
            raise Refused(text % {"words": row.quotation[:40], "times": check.times}, field="proof")
    return checks


def broken_citations(submission: Submission) -> list[SubmissionCitation]:
    """Citations that do not stand in their documents. What is kept of the words as they are
    read today is taken; anything else is looked for now, so hold nothing meanwhile."""
    rows = list(submission.citations.select_related("evidence__file", "look").order_by("pk"))
    return [row for row in rows if (_kept(row) or _seen(row)) in BROKEN]


def citation_look(row: Citation | SubmissionCitation) -> Check | None:
    """None where no file can be reached."""
    try:
        if row.box is not None:
            return box_state(row.evidence, row.page, row.box, row.sha256)
        reading = reading_of_document(row.evidence)
    except StoreAway:
        return None
    return reading.check(row.quotation, row.page, row.anchor)


def _kept(row: SubmissionCitation) -> str:
    look = getattr(row, "look", None)
    known = look is not None and look.reader == READERS and look.state not in _PASSING
    return str(look.state) if look is not None and known else ""


def _seen(row: SubmissionCitation) -> str:
    check = citation_look(row)
    return str(check.state) if check else ""
