"""The words of a document by its type, and the documents inside it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import Refused
from surveys.files.document import CSV, DOCX, EML, HTML, MSG, OFD, PDF, TEXT, XLSX, safe_name
from surveys.files.faults import failure_words, fault_words
from surveys.files.pages import PAGE
from surveys.files.readers.words import MOST_CHARACTERS, UNREADABLE
from surveys.limited.call import Bounds, Failed, limited_call
from surveys.limited.fault import Fault
from surveys.storable import storable

# Named and not imported: they run in the limited process alone.
_PACKAGE = "surveys.files.readers"
_READERS: Mapping[str, str] = {
    TEXT.media_type: "plain:text_words",
    CSV.media_type: "plain:text_words",
    EML.media_type: "mail:mail_words",
    MSG.media_type: "outlook:outlook_words",
    HTML.media_type: "page:web_words",
    DOCX.media_type: "docx.document:docx_words",
    XLSX.media_type: "xlsx:xlsx_words",
    OFD.media_type: "ofd:ofd_words",
    PDF.media_type: "pdf.document:pdf_words",
}
_LISTS: Mapping[str, str] = {
    EML.media_type: "mail:mail_parts",
    MSG.media_type: "outlook:outlook_parts",
    XLSX.media_type: "xlsx:xlsx_parts",
}
_TAKERS: Mapping[str, str] = {
    EML.media_type: "mail:mail_part",
    MSG.media_type: "outlook:outlook_part",
}
READABLE = frozenset(_READERS)
_PAGED = frozenset({OFD.media_type, PDF.media_type})
_FRAME = 1024  # of the answer, around the bytes
_BOUNDS = Bounds(work_seconds=6, clock_seconds=15)
# A page takes some ten milliseconds, and every letter of the answer at most six bytes.
_WHOLE = replace(_BOUNDS, work_seconds=15, clock_seconds=30, answer=6 * MOST_CHARACTERS + 1024)
_REASONS = {
    "unreadable_layer": gettext_lazy("The text layer cannot be read: download the document."),
    "password": gettext_lazy("It opens with a password only: download the document."),
}
_NO_TEXT = gettext_lazy("It holds no text that can be read here: download the document.")
_NOT_HERE = gettext_lazy("This document cannot be read here: download it.")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """Something inside a document: `kind` is attachment, message or hidden_sheet."""

    name: str
    kind: str

    @property
    def can_be_taken(self) -> bool:
        return self.kind in ("attachment", "message")


@dataclass(frozen=True)
class Reading:
    """`reason` says why there is no text; it is empty where there is one. Not `final` where
    another attempt may find it."""

    text: str
    reason: str = ""
    parts: tuple[Part, ...] = ()
    final: bool = True


def document_reading(media_type: str, content: bytes | IO[bytes]) -> Reading:
    """Plain text, cut at 6,000,000 characters, with the names of the documents inside.

    Whoever sends a document decides what its reader meets: no file may bring down the page
    beside which it is shown, whatever the reader raises for it.
    """
    reading = _text_of(media_type, content)
    return replace(reading, parts=_parts_of(media_type, content))


def words_of(media_type: str, content: bytes) -> str | None:
    """The text alone; None where there is none that can be read here."""
    return _text_of(media_type, content).text or None


def part_take(media_type: str, content: bytes, number: int) -> tuple[str, bytes]:
    """Name and bytes of a document inside, as `parts` counts them from 0; `Refused` where
    there is none."""
    reader = _TAKERS.get(media_type)
    parts = _parts_of(media_type, content)
    if reader is None or not 0 <= number < len(parts):
        raise Refused(_("The document holds no such part."))
    name = safe_name(parts[number].name)
    try:
        # What is larger than an upload may be is refused as one.
        bounds = replace(_BOUNDS, answer=settings.UPLOAD_MAX_BYTES + _FRAME)
        taken = limited_call(f"{_PACKAGE}.{reader}", content, bounds=bounds, number=number)
    except Fault as fault:
        text = fault_words(fault, name) or _("The document holds no such part.")
        raise Refused(text) from fault
    except Failed as failed:
        raise Refused(failure_words(failed, name)) from failed
    return name, taken


def _text_of(media_type: str, content: bytes | IO[bytes]) -> Reading:
    reader = _READERS.get(media_type)
    if reader is None:
        return Reading("", str(_NOT_HERE))
    try:
        text = str(limited_call(f"{_PACKAGE}.{reader}", content, bounds=_WHOLE))
    except Fault as fault:
        return Reading("", str(_REASONS.get(fault.code, _NOT_HERE)))
    except Failed as failed:
        logger.warning("a document of type %s cannot be read: %s", media_type, failed)
        return Reading("", str(_NOT_HERE), final=False)
    if media_type not in _PAGED:
        # A form feed says where a page begins; here it is a blank like others.
        text = text.replace(PAGE, "\n")
    # A scan has pages and no letters.
    if not text.strip():
        return Reading("", str(_NO_TEXT))
    text = storable(text).replace("\r\n", "\n")
    text = text.replace(UNREADABLE, _("[A line that cannot be read]"))
    return Reading(text[:MOST_CHARACTERS])


def _parts_of(media_type: str, content: bytes | IO[bytes]) -> tuple[Part, ...]:
    reader = _LISTS.get(media_type)
    if reader is None:
        return ()
    try:
        found: list[dict[str, Any]] = limited_call(f"{_PACKAGE}.{reader}", content, bounds=_BOUNDS)
    except (Fault, Failed):
        return ()  # whoever cannot list them cannot read the text, which says so
    return tuple(Part(str(one["name"]), str(one["kind"])) for one in found)
