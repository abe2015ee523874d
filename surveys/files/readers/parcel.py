"""Archives of documents, as people pack a folder: the names of the files and each one's bytes."""

from __future__ import annotations

import zipfile

from surveys.files.readers.archive import Archive
from surveys.limited.fault import Fault

_UTF_8 = 0x800


def parcel_names(content: bytes) -> list[str]:
    """Of the files alone, in the order of the archive, with slashes between folders."""
    return [_name(entry) for entry in _files(Archive(content))]


def parcel_file(content: bytes, *, number: int, most: int) -> bytes:
    """The bytes of a file, as `parcel_names` counts them; at most one more than `most`."""
    archive = Archive(content, most=most + 1)
    entries = _files(archive)
    if not 0 <= number < len(entries):
        raise Fault("no_part")
    return b"".join(archive.chunks_of(entries[number], 1024 * 1024))


def _files(archive: Archive) -> list[zipfile.ZipInfo]:
    return [entry for entry in archive.entries if not entry.is_dir()]


def _name(entry: zipfile.ZipInfo) -> str:
    """Programs of Chinese systems write names in GB 18030 and do not say so."""
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437", "surrogateescape")
    except UnicodeEncodeError:
        return entry.filename  # a reader that knows the field for names in Unicode was first
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
