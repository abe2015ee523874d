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
OLE = Kind("application/x-ole-storage", frozenset({"doc", "xls", "wps", "et"}))
MSG = Kind("application/vnd.ms-outlook", frozenset({"msg"}))
JPEG = Kind("image/jpeg", frozenset({"jpg", "jpeg"}))
PNG = Kind("image/png", frozenset({"png"}))
TIFF = Kind("image/tiff", frozenset({"tif", "tiff"}))
WEBP = Kind("image/webp", frozenset({"webp"}))
BMP = Kind("image/bmp", frozenset({"bmp"}))
HEIC = Kind("image/heic", frozenset({"heic", "heif", "hif"}))
TEXT = Kind("text/plain", frozenset({"txt", "md"}))
CSV = Kind("text/csv", frozenset({"csv", "tsv"}))
EML = Kind("message/rfc822", frozenset({"eml"}))
HTML = Kind("text/html", frozenset({"html", "htm", "mhtml", "mht"}))
OFFICE = (PDF, DOCX, XLSX, OFD, OLE, MSG)
IMAGES = (JPEG, PNG, TIFF, WEBP, BMP, HEIC)
TEXTUAL = (TEXT, CSV, EML, HTML)
KINDS = (*OFFICE, *IMAGES, *TEXTUAL)
BY_TYPE = {kind.media_type: kind for kind in KINDS}
PICTURES = {kind.media_type: kind for kind in (JPEG, PNG, TIFF, WEBP, BMP)}
# First bytes of what must be opened to know what it is.
ARCHIVE, COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
HEADER = b"%PDF-"
# Some programs write lines before it; readers look for it in the first kilobyte.
MOST_BEFORE_HEADER = 1024
# The brands of pictures that telephones write, behind the name of their first box.
BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
ACCEPTED = tuple(sorted({extension for kind in KINDS for extension in kind.extensions}))


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")
