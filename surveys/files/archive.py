"""Checks of ZIP-based documents (DOCX, XLSX, OFD …) before anything unpacks them."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from surveys.errors import Refused

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 10_000
# Below this size a high ratio is harmless: an almost empty sheet compresses very well.
RATIO_FLOOR = 5 * 1024 * 1024
# What Python's reader raises for a damaged archive: bad magic, versions from the future,
# names that are not UTF-8, offsets beyond the end, extra fields cut short, bad streams.
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OverflowError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    ParseError,
    DefusedXmlException,
)
# Each entry of the directory begins with it.
_ENTRY = b"PK\x01\x02"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
# The list of types in an Office file says what each part is, whatever its name.
_TYPES = "[content_types].xml"
_MAX_TYPES = 4 * 1024 * 1024
_MACRO_TYPES = ("vbaproject", "macroenabled", "macrosheet")


@dataclass(frozen=True)
class Members:
    names: tuple[str, ...]

    def has(self, part: str) -> bool:
        return any(part in name.lower() for name in self.names)


def archive_check(content: bytes, *, name: str) -> Members:
    """Names inside the archive; `Refused` for a bomb, an encrypted or broken one, or macros.

    Only the directory is read, and the list of types: nothing else is unpacked. Sizes there
    may lie, which readers of the content bound again while they read.
    """
    # Counted in the bytes: Python's reader makes an object of each entry before anybody can
    # ask how many there are, and the number at the end of the file may lie.
    if content.count(_ENTRY) > MAX_MEMBERS:
        raise Refused(
            _(
                "%(name)s holds more than %(limit)d files, which looks like a ZIP bomb. It was"
                " not stored."
            )
            % {"name": name, "limit": MAX_MEMBERS},
            field="files",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, name, len(content))
            types = _types_of(archive)
    except _DAMAGED as error:
        raise Refused(
            _("%(name)s is damaged: its archive cannot be read. Send the original file again.")
            % {"name": name},
            field="files",
        ) from error
    members = Members(tuple(entry.filename for entry in entries))
    if any(members.has(part) for part in _MACRO_PARTS) or any(
        word in kind for kind in types for word in _MACRO_TYPES
    ):
        raise Refused(
            _("%(name)s holds macros. Save it without macros (DOCX, XLSX or PDF).")
            % {"name": name},
            field="files",
        )
    return members


def _check_entries(entries: list[zipfile.ZipInfo], name: str, size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FLOOR and unpacked / size > MAX_RATIO):
        raise Refused(
            _("%(name)s unpacks to %(size)d MB, which looks like a ZIP bomb. It was not stored.")
            % {"name": name, "size": unpacked // (1024 * 1024)},
            field="files",
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(
            _("%(name)s is protected by a password. Save it without one.") % {"name": name},
            field="files",
        )


def _types_of(archive: zipfile.ZipFile) -> list[str]:
    """Every value in the lists of types, in lower case; read as XML, so that no other way of
    writing a letter hides a word."""
    found: list[str] = []
    for entry in archive.infolist():
        if entry.filename.lower().lstrip("/") != _TYPES:
            continue
        with archive.open(entry) as part:
            content = part.read(_MAX_TYPES + 1)
        if len(content) > _MAX_TYPES:
            raise ValueError(f"{entry.filename} is too long")
        for element in fromstring(content, forbid_dtd=True).iter():
            found += [value.lower() for value in element.attrib.values()]
    return found
