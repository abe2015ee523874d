"""A workbook of Excel 97 (BIFF8 in a compound file), written record by record."""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
# Formats of the styles below: general, 0.00%, yyyy"年".
_FORMATS = (0, 10, 31)


def old_workbook() -> bytes:
    """A merged title, a header, a percentage, a date in an East Asian format, a hidden row."""
    rows = [
        [_label(0, 0, "各市水质")],
        [_label(1, 0, "城市"), _label(1, 1, "比率")],
        [_label(2, 0, "北京市"), _number(2, 1, 0.953, 1)],
        [_label(3, 0, "天津市"), _number(3, 1, 46024.0, 2)],
        [_label(4, 0, "上海市"), _number(4, 1, 12.5, 0)],
    ]
    sheet = _begin(0x0010)
    sheet += b"".join(_row(number, hidden=number == 4) for number in range(len(rows)))
    sheet += b"".join(record for row in rows for record in row)
    # Two rows and a column stay in view.
    sheet += _record(0x023E, struct.pack("<HHHHHHHI", 0x06BE, 0, 0, 64, 0, 0, 0, 0))
    sheet += _record(0x0041, struct.pack("<HHHHB", 1, 2, 2, 1, 0))
    sheet += _record(0x00E5, struct.pack("<HHHHH", 1, 0, 0, 0, 1)) + _record(0x000A, b"")
    head = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200))
    head += b"".join(_font() for _ in range(5))
    head += b"".join(_style(number) for number in _FORMATS)
    name = "表1"
    tail = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    start = len(head) + 4 + 6 + len(tail) + 4
    head += _record(0x0085, struct.pack("<IH", start, 0) + tail) + _record(0x000A, b"")
    return compound(head + sheet)


def locked_workbook() -> bytes:
    """Behind a password of its own (RC4), whose check fits no password that is known."""
    check = struct.pack("<HHH", 1, 1, 1) + bytes(48)
    return compound(_begin(0x0005) + _record(0x002F, check) + _record(0x000A, b""))


def compound(stream: bytes) -> bytes:
    """A compound file that holds the one stream `Workbook`."""
    size = max(len(stream), 4096)
    data = stream.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
    count = len(data) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    return head + struct.pack("<128I", *fat) + entries.ljust(_SECTOR, b"\0") + data


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    word = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(word), kind, 1, _FREE, _FREE, child)
    return word.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _font() -> bytes:
    name = "Arial".encode("utf-16-le")
    return _record(
        0x0031, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5, 1) + name
    )


def _style(number_format: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number_format, 0, 0, 0, 0, 0xF8, 0, 0, 0))


def _row(number: int, *, hidden: bool) -> bytes:
    flags = 0x0120 if hidden else 0x0100
    return _record(0x0208, struct.pack("<HHHHHHHH", number, 0, 2, 255, 0, 0, flags, 0))


def _label(row: int, column: int, text: str) -> bytes:
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return _record(0x0204, head + text.encode("utf-16-le"))


def _number(row: int, column: int, value: float, style: int) -> bytes:
    return _record(0x0203, struct.pack("<HHHd", row, column, style, value))
