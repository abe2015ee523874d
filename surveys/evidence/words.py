"""The words of a stored document, beside which an answer is coded and reviewed.

Read once by the limited process and kept by the hash of the file and the version of the readers:
the file itself is looked at every time, so that one that is gone or was changed is never passed
off as what was kept of it.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from django.utils.translation import get_language

from surveys.evidence.readers import READERS
from surveys.evidence.store import store_open
from surveys.files.reading import READABLE, Part, Reading, document_reading
from surveys.files.shelf import shelf
from surveys.models import Evidence


def is_readable(evidence: Evidence) -> bool:
    return evidence.file.media_type in READABLE


def evidence_reading(evidence: Evidence) -> Reading:
    """Its text, or why there is none, and the documents inside it; raises as `evidence_words`."""
    file = evidence.file
    if not is_readable(evidence):
        return document_reading(file.media_type, b"")
    # Reasons, and lines that cannot be read, are told in the reader's language.
    key = f"{file.sha256}-words-{READERS}-{get_language()}"
    with store_open(file.sha256) as stream:
        kept = _kept(key)
        if kept is not None:
            return kept
        reading = document_reading(file.media_type, stream)
    if reading.final:
        shelf().write(key, json.dumps(asdict(reading), ensure_ascii=False).encode())
    return reading


def evidence_words(evidence: Evidence) -> str | None:
    """The text of a document; None where it cannot be read here and must be downloaded.

    Raises OSError where the file is gone and ValueError where its hash does not match.
    """
    return evidence_reading(evidence).text or None


def _kept(key: str) -> Reading | None:
    """None too for a file that a full disk cut off."""
    try:
        found = json.loads(shelf().read(key) or b"")
    except ValueError:
        return None
    parts = tuple(Part(**part) for part in found.pop("parts"))
    return Reading(parts=parts, **found)
