"""The words of a stored document by its type; what cannot be read here is to be downloaded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from surveys.intake.document import CSV, EML, HTML, TEXT
from surveys.intake.store import store_read
from surveys.models import Evidence
from surveys.reading.html import html_words
from surveys.reading.mail import mail_words
from surveys.reading.plain import plain_words

MOST_CHARACTERS = 200_000
_READERS: Mapping[str, Callable[[bytes], str]] = {
    TEXT.media_type: plain_words,
    CSV.media_type: plain_words,
    EML.media_type: mail_words,
    HTML.media_type: lambda content: html_words(plain_words(content)),
}
READABLE = frozenset(_READERS)
logger = logging.getLogger(__name__)


def is_readable(evidence: Evidence) -> bool:
    return evidence.file.media_type in READABLE


def evidence_words(evidence: Evidence) -> str | None:
    """The text of a document; None where it cannot be read here and must be downloaded.

    Raises OSError where the file is gone and ValueError where its hash does not match.
    """
    if not is_readable(evidence):
        return None
    return words_of(evidence.file.media_type, store_read(evidence.file.sha256))


def words_of(media_type: str, content: bytes) -> str | None:
    """Plain text, cut at 200,000 characters; None where the content defeats its reader.

    Whoever sends a document decides what its reader meets: no file may bring down the page
    beside which it is shown, whatever the reader raises for it.
    """
    reader = _READERS.get(media_type)
    if reader is None:
        return None
    try:
        text = reader(content)
    except Exception:
        logger.exception("a document of type %s cannot be read", media_type)
        return None
    return text.replace("\r\n", "\n")[:MOST_CHARACTERS]
