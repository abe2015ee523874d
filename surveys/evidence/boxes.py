"""Whether a box stands on a page of its document, as coder and reviewer are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.citations import Check, State
from surveys.evidence.page_images import evidence_pages
from surveys.evidence.sheet import Sheet
from surveys.evidence.store import StoreAway
from surveys.files.page_box import PageBox, box_check, box_page_check
from surveys.models import Evidence


def box_require(*, evidence: Evidence, page: int | None, box: PageBox, drawn_on: str) -> Sheet:
    """The page with the box on it, or `Refused` with what is wrong and what to do; `drawn_on` is
    the SHA-256 of the file whose page was seen."""
    if drawn_on != evidence.file.sha256:
        text = _("The document is another file than the one the box was drawn on: draw it anew.")
        raise Refused(text, field="proof")
    try:
        pages = evidence_pages(evidence)
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        text = _("The stored file is missing or damaged. Tell an administrator.")
        raise Refused(text, field="proof") from error
    box_check(box)
    box_page_check(pages, page)
    number = page or 1
    return Sheet(evidence.pk, number, pages.sizes[number - 1], box)


def box_state(evidence: Evidence, page: int | None, box: PageBox, drawn_on: str) -> Check:
    """With the page to cut the box out of, or with what is wrong with it."""
    try:
        sheet = box_require(evidence=evidence, page=page, box=box, drawn_on=drawn_on)
    except Refused as refusal:
        return Check(State.NO_BOX, page=page, fault=refusal.message)
    return Check(State.BOX, page=page, sheet=sheet)
