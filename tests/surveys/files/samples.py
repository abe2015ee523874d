"""Files made by hand: archives, old Office files with the parts that a test names, PDFs."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

# 64 × 64 points, as a telephone packs them.
HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<00040ZDn*}000000000XXk=`10000000000aA{+7000000000000000"
    "00000B57=IV*mgE07O6l0RRC200001cmM$a00000000;O001LtX>Mi!000000RR916=`l}WdZ;I000310BCk&F#rGn"
    "01j|zbZr0t000010002gX>f9I0002BX>en20001ZXm(>m0RwOV00000000009`FGC{rLC*01pFT0096PKmiN^|NjGU"
    "00093kN^M!000939=ZZRVE_RDD?$MQ18@KU0|1Z!00RI30{|YNAb|yz>PacCZUPz%2mk;B0LTCU0{{p>VgLaE2SfqE"
    "a<C#m0000JV{dG7ZewhC0096E00w{n000zeb8uw<00000002M$002M$000hfX?SS>000012mk;87in;9VE_OC00000"
    "0RRC6fdT^r0000WZDe6|0000KC;_ho82ouS>;L(XkI%qdD#Ua+"
)
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
    """A compound file of version 3 whose root holds an empty storage of each name."""
    return compound([("", name, None) for name in names])


def ole_workbook(*records: tuple[int, bytes], name: str = "Workbook") -> bytes:
    """An old Excel file that holds nothing but these records, between begin and end."""
    begin, end = (0x0809, bytes(16)), (0x000A, b"")
    stream = b"".join(
        struct.pack("<HH", number, len(data)) + data for number, data in (begin, *records, end)
    )
    # Shorter streams would lie in another table.
    return compound([("", name, stream.ljust(4096, b"\0"))])


def compound(members: Sequence[tuple[str, str, bytes | None]], *, shared: bool = False) -> bytes:
    """The table of sectors first, then the directory, then the streams.

    A member is a folder ("" is the root), a name, and a stream or None for an empty storage;
    `shared` lets all streams lie on the sectors of the first.
    """
    placed: list[tuple[str, bytes | None, int]] = []  # with the number of the only child
    for folder, name, stream in members:
        if folder:
            placed.append((folder, None, len(placed) + 2))
        placed.append((name, stream, FREE))
    sectors = (len(placed) + 1 + 3) // 4
    table = [*range(1, sectors), END]
    entries = [_entry("Root Entry", kind=5, child=1 if placed else FREE)]
    streams, first = b"", len(table)
    inner = {child for _name, _stream, child in placed}
    tops = [number for number in range(1, len(placed) + 1) if number not in inner]
    following = dict(zip(tops, [*tops[1:], FREE], strict=True))
    for number, (name, stream, child) in enumerate(placed, start=1):
        right = following.get(number, FREE)
        if stream is None:
            entries.append(_entry(name, kind=1, right=right, child=child))
            continue
        start = first if shared else len(table)
        entries.append(_entry(name, kind=2, right=right, start=start, size=len(stream)))
        if not (shared and streams):
            count = -(-len(stream) // SECTOR)
            table += [*range(start + 1, start + count), END]
            streams += stream.ljust(count * SECTOR, b"\0")
    entries += [_entry("", kind=0)] * (sectors * 4 - len(entries))
    # The tables stand behind everything else, so that their number moves nothing.
    tables = -(-len(table) // (SECTOR // 4 - 1))
    places = range(len(table), len(table) + tables)
    table += [FAT] * tables
    table += [FREE] * (tables * (SECTOR // 4) - len(table))
    return _header([*places]) + b"".join(entries) + streams + struct.pack(f"<{len(table)}I", *table)


def _header(tables: Sequence[int]) -> bytes:
    """[MS-CFB] 2.2: sectors of 512 bytes, the directory from sector 0 on."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, len(tables), 0, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", *tables, *[FREE] * (109 - len(tables)))


def _entry(
    name: str,
    *,
    kind: int,
    child: int = FREE,
    right: int = FREE,
    start: int = 0,
    size: int = 0,
) -> bytes:
    """[MS-CFB] 2.6.1: one directory entry of 128 bytes."""
    coded = (name + "\0").encode("utf-16-le") if name else b""
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(coded), kind, 1, FREE, right, child)
        + bytes(16 + 4 + 8 + 8)
        + struct.pack("<IQ", END if kind == 5 else start, size)
    )


_FONT = """<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H
/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light
/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>
/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]
/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>> >>]>>"""


def pdf_file(*pages: str) -> bytes:
    """A page of each text, in a Chinese font that every reader has and no file brings."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        _FONT,
    ]
    for number, text in enumerate(pages):
        lines = (f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in text.split("\n"))
        drawn = f"BT /F1 12 Tf 50 800 Td {' '.join(lines)} ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        ]
    return pdf_of(*(body.encode() for body in objects))


def pdf_of(*objects: bytes) -> bytes:
    """The objects, numbered from 1, with their table; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        content
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF"
        ).encode()
    )


def pdf_drawn(
    texts: Sequence[tuple[int, int, str]],
    drawn: str = "",
    *,
    boxes: Sequence[tuple[int, int, bool]] = (),
    fields: Sequence[tuple[int, int, str]] = (),
) -> bytes:
    """A page with texts at their places, lines drawn behind them, and the fields of a form."""
    said = " ".join(
        f"1 0 0 1 {left} {base} Tm <{text.encode('utf-16-be').hex()}> Tj"
        for left, base, text in texts
    )
    shown = f"BT /F1 12 Tf {said} ET {drawn}"
    widgets = [
        f"<</Type/Annot/Subtype/Widget/FT/Btn/T(b{number})/V/{state}/AS/{state}/F 4"
        f"/Rect[{left} {low} {left + 11} {low + 11}]/AP<</N<</Yes 6 0 R/Off 6 0 R>>>>>>"
        for number, (left, low, on) in enumerate(boxes)
        for state in ("Yes" if on else "Off",)
    ] + [
        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(t{number})/F 4"
        f"/V<feff{text.encode('utf-16-be').hex()}>/Rect[{left} {low} {left + 110} {low + 14}]>>"
        for number, (left, low, text) in enumerate(fields)
    ]
    names = " ".join(f"{7 + number} 0 R" for number in range(len(widgets)))
    bodies = [
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{names}]>>>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[{names}]"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        _FONT,
        "<</Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream",
        *widgets,
    ]
    return pdf_of(*(body.encode() for body in bodies))


def encrypted_pdf() -> bytes:
    """Opens with a password that nobody knows: the check of the empty one fails."""
    closed = f"/Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>"
    return pdf_file("甲").replace(
        b"trailer<<", f"trailer<</ID[<00><00>]/Encrypt<<{closed}>>".encode()
    )
