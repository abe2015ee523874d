"""Checks of ZIP-based documents (DOCX, XLSX, OFD …) before anything unpacks them."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 10_000
# Below this size a high ratio is harmless: an almost empty sheet compresses very well.
RATIO_FLOOR = 5 * 1024 * 1024
# What Python's reader raises for a damaged directory: bad magic, versions from the future,
# names that are not UTF-8, offsets beyond the end, extra fields cut short.
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OverflowError,
    OSError,
    struct.error,
)
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")


@dataclass(frozen=True)
class Members:
    names: tuple[str, ...]

    def has(self, part: str) -> bool:
        return any(part in name.lower() for name in self.names)


def archive_check(content: bytes, *, name: str) -> Members:
    """Names inside the archive; `Refused` for a bomb, an encrypted or broken one, or macros.

    Only the directory is read: nothing is unpacked. Sizes there may lie, which readers
    of the content bound again while they read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _DAMAGED as error:
        raise Refused(
            _("%(name)s is damaged: its archive cannot be read. Send the original file again.")
            % {"name": name}
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(len(content), 1)
    if (
        len(entries) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or (unpacked > RATIO_FLOOR and ratio > MAX_RATIO)
    ):
        raise Refused(
            _("%(name)s unpacks to %(size)d MB, which looks like a ZIP bomb. It was not stored.")
            % {"name": name, "size": unpacked // (1024 * 1024)}
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(
            _("%(name)s is protected by a password. Save it without one.") % {"name": name}
        )
    members = Members(tuple(entry.filename for entry in entries))
    if any(members.has(part) for part in _MACRO_PARTS):
        raise Refused(
            _("%(name)s holds macros. Save it without macros (DOCX, XLSX or PDF).") % {"name": name}
        )
    return members
