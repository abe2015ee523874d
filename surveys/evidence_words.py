"""The words of a stored document, beside which an answer is coded and reviewed."""

from __future__ import annotations

from surveys.files.reading import READABLE, words_of
from surveys.intake.store import store_read
from surveys.models import Evidence


def is_readable(evidence: Evidence) -> bool:
    return evidence.file.media_type in READABLE


def evidence_words(evidence: Evidence) -> str | None:
    """The text of a document; None where it cannot be read here and must be downloaded.

    Raises OSError where the file is gone and ValueError where its hash does not match.
    """
    if not is_readable(evidence):
        return None
    return words_of(evidence.file.media_type, store_read(evidence.file.sha256))
