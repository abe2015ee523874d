"""What a document is by its content, never by its name alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.faults import failure_words, fault_words
from surveys.files.readers.kinds import (
    ACCEPTED,
    ARCHIVE,
    BRANDS,
    BY_TYPE,
    COMPOUND,
    CSV,
    DOCX,
    EML,
    HEADER,
    HTML,
    MOST_BEFORE_HEADER,
    MSG,
    OFD,
    OLE,
    PDF,
    PICTURES,
    TEXT,
    XLSX,
    Kind,
    extension_of,
)
from surveys.files.readers.plain import decode_text
from surveys.limited.call import Bounds, Failed, limited_call
from surveys.limited.fault import Fault

# The kinds stand with the readers, who must know nothing of Django; elsewhere they are ours.
__all__ = [
    "ACCEPTED",
    "CSV",
    "DOCX",
    "EML",
    "HTML",
    "MSG",
    "OFD",
    "OLE",
    "PDF",
    "TEXT",
    "XLSX",
    "Document",
    "Kind",
    "decode_text",
    "document_check",
]
MAX_NAME = 200
MAX_SUFFIX = 20
# As much as a web process looks at; whatever must be opened, the limited process opens.
_HEAD = 8192
_READERS = "surveys.files.readers"
_BOUNDS = Bounds(work_seconds=5, clock_seconds=15)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Document:
    """A checked upload: bytes as sent, its real type, and a name safe to show."""

    name: str
    content: bytes
    media_type: str


def document_check(*, name: str, content: bytes) -> Document:
    """The upload with its real type, or `Refused` with what is wrong and what to do.

    Refused: empty or too large, a type that is not taken, a name whose extension does
    not fit the content, damaged or encrypted archives, ZIP bombs, macros.
    """
    name = safe_name(name)
    limit = settings.UPLOAD_MAX_BYTES
    if not content:
        text = _("%(name)s is empty: choose the original again.")
        raise Refused(text % {"name": name}, field="files")
    if len(content) > limit:
        raise Refused(
            _("%(name)s is larger than %(limit)d MB.")
            % {"name": name, "limit": limit // (1024 * 1024)},
            field="files",
        )
    kind = _kind_of(name, content)
    if extension_of(name) not in kind.extensions:
        text = _(
            "%(name)s is not what its name says: the content is %(type)s. Let the name end in"
            " %(endings)s."
        )
        endings = " / ".join(f".{one}" for one in sorted(kind.extensions))
        told = {"name": name, "type": kind.media_type, "endings": endings}
        raise Refused(text % told, field="files")
    return Document(name=name, content=content, media_type=kind.media_type)


def safe_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters."""
    last = PurePath(name.replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable()).strip(". ") or "document"
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix[:MAX_SUFFIX]
    return stem[: MAX_NAME - len(suffix)] + suffix


def _kind_of(name: str, content: bytes) -> Kind:
    extension = extension_of(name)
    try:
        reader = _reader_of(content[:_HEAD], extension)
        if reader in BY_TYPE:
            return BY_TYPE[reader]
        examined = limited_call(
            f"{_READERS}.{reader}", content, bounds=_BOUNDS, extension=extension
        )
        return BY_TYPE[examined]
    except Fault as fault:
        text = fault_words(fault, name) or _unknown(name, extension)
        raise Refused(text, field="files") from fault
    except Failed as failed:
        logger.warning("a document cannot be examined: %s", failed)
        raise Refused(failure_words(failed, name), field="files") from failed


def _reader_of(head: bytes, extension: str) -> str:
    """By the first bytes: a media type where they say all, else who examines the whole."""
    if head.startswith(HEADER):
        return "pdf.document:pdf_check"
    if head.startswith((ARCHIVE, COMPOUND)):
        return "door:kind_of"
    if head[4:8] == b"ftyp" and head[8:12] in BRANDS:
        return "picture:heic_check"
    guess = filetype.guess_mime(head)
    if guess in PICTURES:
        return PICTURES[guess].media_type
    if guess is not None:
        raise Fault("unknown")
    if extension in PDF.extensions and HEADER in head[: MOST_BEFORE_HEADER + len(HEADER)]:
        return "pdf.document:pdf_check"
    return "door:kind_of"


def _unknown(name: str, extension: str) -> str:
    if extension in ACCEPTED:
        return _(
            "%(name)s is not what its name says: the content is no %(extension)s file. Open it"
            " in the program that wrote it and save it anew."
        ) % {"name": name, "extension": extension}
    return _("%(name)s is of a type that is not accepted. Accepted: %(accepted)s.") % {
        "name": name,
        "accepted": ", ".join(ACCEPTED),
    }
