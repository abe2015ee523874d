"""The kinds of documents that are taken, by their media types and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Kind:
    media_type: str
    extensions: frozenset[str]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("application/pdf", frozenset({"pdf"}))
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", frozenset({"docx"}))
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", frozenset({"xlsx"}))
OFD = Kind("application/ofd", frozenset({"ofd"}))
OLE = Kind("application/x-ole-storage", frozenset({"doc", "xls", "wps", "et", "msg"}))
JPEG = Kind("image/jpeg", frozenset({"jpg", "jpeg"}))
PNG = Kind("image/png", frozenset({"png"}))
TIFF = Kind("image/tiff", frozenset({"tif", "tiff"}))
TEXT = Kind("text/plain", frozenset({"txt", "md"}))
CSV = Kind("text/csv", frozenset({"csv", "tsv"}))
EML = Kind("message/rfc822", frozenset({"eml"}))
HTML = Kind("text/html", frozenset({"html", "htm", "mhtml", "mht"}))
KINDS = (PDF, DOCX, XLSX, OFD, OLE, JPEG, PNG, TIFF, TEXT, CSV, EML, HTML)
TEXTUAL = (TEXT, CSV, EML, HTML)
BY_TYPE = {kind.media_type: kind for kind in KINDS}
PICTURES = {kind.media_type: kind for kind in (JPEG, PNG, TIFF)}
# First bytes of what must be opened to know what it is.
ARCHIVE, COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
OPENED = (ARCHIVE, COMPOUND, b"%PDF-")
ACCEPTED = tuple(sorted({extension for kind in KINDS for extension in kind.extensions}))


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")
