"""ZIP-based documents (DOCX, XLSX, OFD …): checked by their directory, unpacked within bounds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from defusedxml.ElementTree import fromstring

from surveys.limited.fault import Fault

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 10_000
# Below this size a high ratio is harmless: an almost empty sheet compresses very well.
RATIO_FLOOR = 5 * 1024 * 1024
# Others unpack without a bound in Python, and no office program writes them.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What Python's reader raises for a damaged archive: bad magic, versions from the future,
# names that are not UTF-8, offsets beyond the end, extra fields cut short, bad streams.
DAMAGED = (
    *(zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, OSError, EOFError),
    *(struct.error, zlib.error, SyntaxError),
)
# Each entry of the directory begins with it.
_ENTRY = b"PK\x01\x02"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
# The list of types in an Office file says what each part is, whatever its name.
TYPES = "[content_types].xml"
_MAX_TYPES = 4 * 1024 * 1024
_MACRO_TYPES = ("vbaproject", "macroenabled", "macrosheet")


class Archive:
    """An opened archive that was checked; names of its parts whatever their case.

    Raises `Fault` for a bomb, an encrypted or damaged one, or another way of packing. Sizes in
    the directory may lie: what is unpacked is counted, over all parts together.
    """

    def __init__(self, content: bytes, *, most: int = MAX_UNPACKED) -> None:
        # Counted in the bytes: Python's reader makes an object of each entry before anybody
        # can ask how many there are, and the number at the end of the file may lie.
        if content.count(_ENTRY) > MAX_MEMBERS:
            raise Fault("too_many_members", limit=MAX_MEMBERS)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGED as error:
            raise Fault("damaged_archive") from error
        entries = self._archive.infolist()
        _check_entries(entries, len(content))
        self._left = most
        self._entries = {_key(entry.filename): entry for entry in reversed(entries)}

    @property
    def names(self) -> list[str]:
        """In lower case, without a slash in front."""
        return [*reversed(self._entries)]

    @property
    def entries(self) -> list[zipfile.ZipInfo]:
        """As they stand in the directory, folders too."""
        return self._archive.infolist()

    def has(self, name: str) -> bool:
        return _key(name) in self._entries

    def chunks(self, name: str, size: int) -> Iterator[bytes]:
        """A part piece by piece, as far as the bound goes; nothing where there is none."""
        entry = self._entries.get(_key(name))
        if entry is not None:
            yield from self.chunks_of(entry, size)

    def chunks_of(self, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        """Of one of the `entries`, whatever others are called."""
        if self._left <= 0:
            return
        try:
            with self._archive.open(entry) as part:
                while self._left > 0 and (chunk := part.read(min(size, self._left))):
                    self._left -= len(chunk)
                    yield chunk
        except DAMAGED as error:
            raise Fault("damaged_archive") from error

    def read(self, name: str, most: int) -> bytes:
        """A whole part; `Fault` where it is longer."""
        content = b""
        for chunk in self.chunks(name, most + 1):
            content += chunk
            if len(content) > most:
                raise Fault("damaged_archive")
        return content


def archive_check(archive: Archive) -> None:
    """`Fault` where a part is a macro by its name or by the list of types."""
    if any(part in name for part in _MACRO_PARTS for name in archive.names):
        raise Fault("macros")
    if any(word in kind for kind in _types_of(archive) for word in _MACRO_TYPES):
        raise Fault("macros")


def _key(name: str) -> str:
    """Some programs write the names of parts with backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FLOOR and unpacked / size > MAX_RATIO):
        raise Fault("bomb", size=unpacked // (1024 * 1024))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Fault("password")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise Fault("packed_otherwise")


def _types_of(archive: Archive) -> list[str]:
    """Every value in the list of types, in lower case; read as XML, so that no other way of
    writing a letter hides a word."""
    content = archive.read(TYPES, _MAX_TYPES)
    if not content:
        return []
    try:
        root = fromstring(content, forbid_dtd=True)
    except (*DAMAGED, RecursionError) as error:
        raise Fault("damaged_archive") from error
    return [value.lower() for element in root.iter() for value in element.attrib.values()]
