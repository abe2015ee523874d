"""What a document is by its content, never by its name alone."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.archive import Members, archive_check
from surveys.files.compound import MAGIC, compound_check

MAX_NAME = 200
MAX_SUFFIX = 20
# What a browser would run or draw; wherever it stands near the beginning, it is no plain text.
_MARKUP = ("<html", "<!doctype html", "<svg", "<script")


@dataclass(frozen=True)
class Kind:
    media_type: str
    extensions: frozenset[str]


PDF = Kind("application/pdf", frozenset({"pdf"}))
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", frozenset({"docx"})
)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", frozenset({"xlsx"})
)
OFD = Kind("application/ofd", frozenset({"ofd"}))
OLE = Kind("application/x-ole-storage", frozenset({"doc", "xls", "wps", "et", "msg"}))
JPEG = Kind("image/jpeg", frozenset({"jpg", "jpeg"}))
PNG = Kind("image/png", frozenset({"png"}))
TIFF = Kind("image/tiff", frozenset({"tif", "tiff"}))
TEXT = Kind("text/plain", frozenset({"txt", "md"}))
CSV = Kind("text/csv", frozenset({"csv", "tsv"}))
EML = Kind("message/rfc822", frozenset({"eml"}))
HTML = Kind("text/html", frozenset({"html", "htm", "mhtml", "mht"}))
_KINDS = (PDF, DOCX, XLSX, OFD, OLE, JPEG, PNG, TIFF, TEXT, CSV, EML, HTML)
_TEXTUAL = (TEXT, CSV, EML, HTML)
_BY_GUESS = {kind.media_type: kind for kind in (PDF, JPEG, PNG, TIFF)}
ACCEPTED = tuple(sorted({extension for kind in _KINDS for extension in kind.extensions}))


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
        raise Refused(_("%(name)s is empty.") % {"name": name}, field="files")
    if len(content) > limit:
        raise Refused(
            _("%(name)s is larger than %(limit)d MB.")
            % {"name": name, "limit": limit // (1024 * 1024)},
            field="files",
        )
    kind = _kind_of(name, content)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if kind is None or extension not in kind.extensions:
        raise Refused(_lie(name, content, kind), field="files")
    return Document(name=name, content=content, media_type=kind.media_type)


def safe_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters."""
    last = PurePath(name.replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable()).strip(". ") or "document"
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix[:MAX_SUFFIX]
    return stem[: MAX_NAME - len(suffix)] + suffix


def _lie(name: str, content: bytes, kind: Kind | None) -> str:
    extension = PurePath(name).suffix.lower().lstrip(".")
    textual = any(extension in one.extensions for one in _TEXTUAL)
    if kind is None and textual and not _is_text(content):
        return _(
            "%(name)s is not text in UTF-8, GB 18030 or UTF-16. Open it in the program that"
            " wrote it and save it anew, in Excel as “CSV UTF-8”."
        ) % {"name": name}
    if kind is None and extension in ACCEPTED:
        return _(
            "%(name)s is not what its name says: the content is no %(extension)s file. Open it"
            " in the program that wrote it and save it anew."
        ) % {"name": name, "extension": extension}
    if kind is None:
        return _("%(name)s is of a type that is not accepted. Accepted: %(accepted)s.") % {
            "name": name,
            "accepted": ", ".join(ACCEPTED),
        }
    return _("%(name)s is not what its name says: the content is %(type)s.") % {
        "name": name,
        "type": kind.media_type,
    }


def _kind_of(name: str, content: bytes) -> Kind | None:
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(archive_check(content, name=name))
    if content.startswith(MAGIC):
        compound_check(content, name=name)
        return OLE
    guess = filetype.guess(content)
    if guess is not None:
        return _BY_GUESS.get(guess.mime)
    return _text_kind(name, content)


def _zip_kind(members: Members) -> Kind | None:
    if members.has("word/document.xml"):
        return DOCX
    if members.has("xl/workbook.xml"):
        return XLSX
    return OFD if members.has("ofd.xml") else None


def _text_kind(name: str, content: bytes) -> Kind | None:
    """Text in an encoding that people here use; which kind of text, its extension says.

    Kept apart from HTML by content, so that markup never passes as plain text.
    """
    if not _is_text(content):
        return None
    text = decode_text(content) or ""
    extension = PurePath(name).suffix.lower().lstrip(".")
    head = text[:8192].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<svg", "<?xml")) and "<html" not in head:
        return None
    message = extension in EML.extensions and not head.startswith("<")
    if not message and any(mark in head for mark in _MARKUP):
        return HTML
    for kind in _TEXTUAL:
        if extension in kind.extensions:
            return kind
    return TEXT


def _is_text(content: bytes) -> bool:
    text = decode_text(content)
    return text is not None and "\x00" not in text


def decode_text(content: bytes) -> str | None:
    """The text in UTF-8 (with or without a mark), GB 18030, or UTF-16 with its mark, as
    Excel's “Unicode text” has it; None where it is none of them."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
