"""Which kind a file is by its content, and why it is not taken."""

from __future__ import annotations

from surveys.files.readers.archive import Archive, archive_check
from surveys.files.readers.compound import compound_check
from surveys.files.readers.kinds import (
    ARCHIVE,
    COMPOUND,
    DOCX,
    EML,
    HTML,
    OFD,
    OLE,
    PDF,
    TEXT,
    TEXTUAL,
    XLSX,
    Kind,
)
from surveys.files.readers.plain import decode_text, is_text
from surveys.limited.fault import Fault

# What a browser would run or draw; wherever it stands near the beginning, it is no plain text.
_MARKUP = ("<html", "<!doctype html", "<svg", "<script")


def kind_of(content: bytes, extension: str) -> str:
    """The media type; raises `Fault`, with the code "unknown" where it is no kind of ours and
    "no_text" where it is named as text and is none."""
    kind = _kind_of(content, extension)
    if kind is not None:
        return kind.media_type
    textual = any(extension in one.extensions for one in TEXTUAL)
    raise Fault("no_text" if textual and not is_text(content) else "unknown")


def _kind_of(content: bytes, extension: str) -> Kind | None:
    if content.startswith(ARCHIVE):
        return _archive_kind(content)
    if content.startswith(COMPOUND):
        compound_check(content)
        return OLE
    if content.startswith(b"%PDF-"):
        return PDF
    return _text_kind(content, extension)


def _archive_kind(content: bytes) -> Kind | None:
    archive = Archive(content)
    archive_check(archive)
    for part, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ofd.xml", OFD)):
        if any(part in name for name in archive.names):
            return kind
    return None


def _text_kind(content: bytes, extension: str) -> Kind | None:
    """Text in an encoding that people here use; which kind of text, its extension says.

    Kept apart from HTML by content, so that markup never passes as plain text.
    """
    if not is_text(content):
        return None
    text = decode_text(content) or ""
    head = text[:8192].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<svg", "<?xml")) and "<html" not in head:
        return None
    message = extension in EML.extensions and not head.startswith("<")
    if not message and any(mark in head for mark in _MARKUP):
        return HTML
    for kind in TEXTUAL:
        if extension in kind.extensions:
            return kind
    return TEXT
