"""Containers made by hand: archives, and old Office files with the parts that a test names."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def zip_file(members: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # Without the clock, so that the same bytes come out every day.
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def encrypted_zip(members: Mapping[str, bytes | str]) -> bytes:
    """With the bit set that says a password is needed, in both headers of each member."""
    content = bytearray(zip_file(members))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def ole_file(names: Sequence[str]) -> bytes:
    """A compound file of version 3 whose root holds an empty storage of each name.

    Three sectors: the allocation table, and two of the directory (up to seven names).
    """
    entries = [_entry("Root Entry", kind=5, child=1 if names else FREE)]
    for number, name in enumerate(names, start=1):
        following = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, kind=1, right=following))
    entries += [_entry("", kind=0)] * (8 - len(entries))
    table = [FAT, 2, END] + [FREE] * (SECTOR // 4 - 3)
    return _header() + struct.pack(f"<{len(table)}I", *table) + b"".join(entries)


def _header() -> bytes:
    """[MS-CFB] 2.2: sectors of 512 bytes, the table in sector 0, the directory from 1 on."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name: str, *, kind: int, child: int = FREE, right: int = FREE) -> bytes:
    """[MS-CFB] 2.6.1: one directory entry of 128 bytes, without content."""
    coded = (name + "\0").encode("utf-16-le") if name else b""
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(coded), kind, 1, FREE, right, child)
        + bytes(16 + 4 + 8 + 8)
        + struct.pack("<IQ", END if kind == 5 else 0, 0)
    )
