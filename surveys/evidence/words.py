"""The words of a stored document, beside which an answer is coded and reviewed."""

from __future__ import annotations

from surveys.evidence.store import store_read
from surveys.files.reading import READABLE, Reading, document_reading, words_of
from surveys.models import Evidence


def is_readable(evidence: Evidence) -> bool:
    return evidence.file.media_type in READABLE


def evidence_reading(evidence: Evidence) -> Reading:
    """Its text, or why there is none, and the documents inside it; raises as `evidence_words`."""
    if not is_readable(evidence):
        return document_reading(evidence.file.media_type, b"")
    return document_reading(evidence.file.media_type, store_read(evidence.file.sha256))


def evidence_words(evidence: Evidence) -> str | None:
    """The text of a document; None where it cannot be read here and must be downloaded.

    Raises OSError where the file is gone and ValueError where its hash does not match.
    """
    if not is_readable(evidence):
        return None
    return words_of(evidence.file.media_type, store_read(evidence.file.sha256))
