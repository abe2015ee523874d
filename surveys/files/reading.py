"""The words of a document by its type; what cannot be read here is to be downloaded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from surveys.files.document import CSV, DOCX, EML, HTML, OFD, PDF, TEXT, XLSX
from surveys.files.docx import docx_words
from surveys.files.html import html_words
from surveys.files.mail import mail_words
from surveys.files.ofd import ofd_words
from surveys.files.package import MOST_CHARACTERS
from surveys.files.pages import PAGE
from surveys.files.pdf import pdf_words
from surveys.files.plain import plain_words
from surveys.files.xlsx import xlsx_words
from surveys.storable import storable


def _unpaged(reader: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """A form feed says where a page begins; here it is a blank like others."""
    return lambda content: reader(content).replace(PAGE, "\n")


_READERS: Mapping[str, Callable[[bytes], str]] = {
    TEXT.media_type: _unpaged(plain_words),
    CSV.media_type: _unpaged(plain_words),
    EML.media_type: _unpaged(mail_words),
    HTML.media_type: _unpaged(lambda content: html_words(plain_words(content))),
    DOCX.media_type: _unpaged(docx_words),
    XLSX.media_type: _unpaged(xlsx_words),
    OFD.media_type: ofd_words,
    PDF.media_type: pdf_words,
}
READABLE = frozenset(_READERS)
logger = logging.getLogger(__name__)


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
    # A scan has pages and no letters.
    return storable(text).replace("\r\n", "\n")[:MOST_CHARACTERS] if text.strip() else None
