"""The words of a document by its type; what cannot be read here is to be downloaded."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from surveys.files.document import CSV, DOCX, EML, HTML, OFD, PDF, TEXT, XLSX
from surveys.files.pages import PAGE
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.limited.call import Failed, limited_call
from surveys.limited.fault import Fault

# Named and not imported: they run in the limited process alone.
_PACKAGE = "surveys.files.readers"
_READERS: Mapping[str, str] = {
    TEXT.media_type: "plain:plain_words",
    CSV.media_type: "plain:plain_words",
    EML.media_type: "mail:mail_words",
    HTML.media_type: "html:page_words",
    DOCX.media_type: "docx:docx_words",
    XLSX.media_type: "xlsx:xlsx_words",
    OFD.media_type: "ofd:ofd_words",
    PDF.media_type: "pdf:pdf_words",
}
READABLE = frozenset(_READERS)
_PAGED = frozenset({OFD.media_type, PDF.media_type})
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
        text = str(limited_call(f"{_PACKAGE}.{reader}", content))
    except (Fault, Failed) as error:
        logger.warning("a document of type %s cannot be read: %s", media_type, error)
        return None
    if media_type not in _PAGED:
        # A form feed says where a page begins; here it is a blank like others.
        text = text.replace(PAGE, "\n")
    # A scan has pages and no letters.
    return text.replace("\r\n", "\n")[:MOST_CHARACTERS] if text.strip() else None
