"""Which kind a file is by its content, and why it is not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from surveys.files.readers.archive import TYPES, Archive, archive_check
from surveys.files.readers.compound import compound_check
from surveys.files.readers.kinds import (
    ARCHIVE,
    COMPOUND,
    DOCX,
    EML,
    HTML,
    MSG,
    OFD,
    OLE,
    TEXT,
    TEXTUAL,
    XLSX,
    Kind,
    extension_of,
)
from surveys.files.readers.package import Package
from surveys.files.readers.page import is_saved_page
from surveys.files.readers.plain import is_text, nearly_text, plain_words
from surveys.limited.fault import Fault

# What a browser would run or draw; wherever it stands near the beginning, it is no plain text.
_MARKUP = ("<html", "<!doctype html", "<svg", "<script")
# Of a page saved without its frame.
_PAGE = re.compile(rb"<(?:head|body|table|div|p|meta|title|span|br)[\s>/]")
_HEAD = 8192
_OFFICE = (
    ("word", "document", "wordprocessingml", DOCX),
    ("xl", "workbook", "spreadsheetml", XLSX),
)
_FIELD = re.compile(rb"^[!-9;-~]{1,60}:[ \t]?", re.MULTILINE)
_MAIL_FIELDS = frozenset(
    {b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id"}
    | {b"mime-version", b"content-type", b"delivered-to", b"x-mailer", b"sender", b"reply-to"}
)


def kind_of(content: bytes, extension: str) -> str:
    """The media type; raises `Fault`, with the code "unknown" where it is no kind of ours and
    "no_text" where it is named as text and is none."""
    kind = _kind_of(content, extension)
    if kind is not None:
        return kind.media_type
    textual = any(extension in one.extensions for one in TEXTUAL)
    raise Fault("no_text" if textual and not nearly_text(content) else "unknown")


def _kind_of(content: bytes, extension: str) -> Kind | None:
    if content.startswith(ARCHIVE):
        return _archive_kind(content)
    if content.startswith(COMPOUND):
        return MSG if compound_check(content) else OLE
    if extension in EML.extensions and _is_mail(content):
        return EML
    if extension in HTML.extensions and is_saved_page(content) and b"\0" not in content[:_HEAD]:
        return HTML
    if extension in HTML.extensions and _is_page(content):
        return HTML
    return _text_kind(content, extension)


def _archive_kind(content: bytes) -> Kind | None:
    archive = Archive(content)
    archive_check(archive)
    if archive.has("OFD.xml"):
        return OFD
    # Its own lists say which part the file is about and what that is, whatever its name.
    package = Package(content)
    main = package.main("").lower()
    kinds = _Kinds()
    package.scan(TYPES, kinds)
    named = kinds.of(main)
    for folder, usual, word, kind in _OFFICE:
        if word in named or (not named and main.startswith(f"{folder}/")):
            return kind
        if not main and archive.has(f"{folder}/{usual}.xml"):
            return kind
    return None


class _Kinds:
    """What the list of types says of a part, in lower case."""

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._endings: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("ContentType", "").lower()
        if name == "Override":
            self._parts[attributes.get("PartName", "").lower().lstrip("/")] = value
        elif name == "Default":
            self._endings[attributes.get("Extension", "").lower()] = value

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...

    def of(self, part: str) -> str:
        return self._parts.get(part) or self._endings.get(extension_of(part), "")


def _is_mail(content: bytes) -> bool:
    """By its first lines; bytes that fit no encoding are no reason to refuse a mail."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n")
    names = {found[0].partition(b":")[0].lower() for found in _FIELD.finditer(head)}
    first = head.partition(b"\n")[0]
    starts = _FIELD.match(head) is not None or first.startswith(b"From ")
    return starts and bool(names & _MAIL_FIELDS) and b"\0" not in head


def _is_page(content: bytes) -> bool:
    """By its markup, likewise."""
    head = content[:_HEAD].lower()
    drawing = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml"))
    found = re.search(rb"<(?:html|!doctype html)[\s>]", head) is not None
    return b"\0" not in head and (found or (not drawing and _PAGE.search(head) is not None))


def _text_kind(content: bytes, extension: str) -> Kind | None:
    """Text in an encoding that people here use; which kind of text, its extension says.

    Kept apart from HTML by content, so that markup never passes as plain text.
    """
    if not nearly_text(content):
        return None
    head = plain_words(content[: 4 * _HEAD])[:_HEAD].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<svg", "<?xml")) and "<html" not in head:
        return None
    message = extension in EML.extensions and not head.startswith("<")
    if not message and any(mark in head for mark in _MARKUP):
        return HTML
    for kind in TEXTUAL:
        if extension in kind.extensions:
            return kind
    return TEXT if is_text(content) else None
