"""The pages of stored documents as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from surveys.evidence.store import store_open
from surveys.files.images import Pages, image_of, letters_on_page, pages_of
from surveys.files.page_box import PageBox
from surveys.files.page_marks import quotation_marks
from surveys.models import Evidence


def evidence_pages(evidence: Evidence) -> Pages:
    """How many and how large; raises OSError where the file is gone and ValueError where its hash
    does not match, unless the answer is known."""
    file = evidence.file
    return pages_of(file.media_type, file.sha256, partial(store_open, file.sha256))


def evidence_image(evidence: Evidence, number: int, width: int) -> bytes:
    """Raises as `evidence_pages`, and as `image_of` where there is no such page."""
    file = evidence.file
    opened = partial(store_open, file.sha256)
    return image_of(file.media_type, file.sha256, opened, number, width)


def evidence_marks(evidence: Evidence, number: int, quotations: Sequence[str]) -> list[PageBox]:
    """Where on the page the quotations are seen, as far as the document tells; raises as
    `evidence_pages`."""
    if not quotations:
        return []
    file = evidence.file
    opened = partial(store_open, file.sha256)
    letters, edges = letters_on_page(file.media_type, file.sha256, opened, number)
    return quotation_marks(letters, edges, quotations)
