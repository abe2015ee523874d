"""The pages of stored documents as pictures."""

from __future__ import annotations

from functools import partial

from surveys.evidence.store import store_open
from surveys.files.images import Pages, image_of, pages_of
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
