"""Files that cost whoever opens them gigabytes or minutes; each is small."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.surveys.files.samples import HEIC, compound, pdf_of, zip_file

# Of zeros: more than a web process may grow by.
BOMB = 160 * 1024 * 1024


# Word files whose list of types unpacks from one stated byte to 160 MB of zeros; in packings
# that take seconds to make anew.
_BZIP2 = (
    "c-jl_W@gc2U|`?@VnqhEyH9^}voJ6)0(rtf9PON+SCX1n5+71okXjt8SCO0J6qR9U=oqOM99g%?`3M6q%K?T13=A9!3<"
    "^s)Ojc+aYH{@?HEr@)w&`z5dk2FQX9Hsc1A~AAgQJH)W<W?%h^Wj_)|8pPslQJ03ow`nGcW_KQD|UjnxJrL!HOd*v@E;"
    "0P8!WR{dJO@0z-xx0~=7<k%5s_!Evc$U}r!`v54rTRMY9NRcss>F8F|*-NeAe<<RWav{-1tif0<yDyOpbuX$87FfN$EA"
    "OZ9W3j>QtBimF~H&w^LGXY_qQ?A9YnedT;+0lT(fPsODgMmYniC2rO2WY^I1#2d2uGt@{_=th6DS;t@fq_MUK_G}lDnw"
    "LbDy#dbw@1A_LcG0B?(;teWm5-+gAi{oHIeL@)Fmx4CE#PZN^mPD*TeVr4+7w2$Jb>wvDz(aLOKkPvO^Gv%kzs;^i%Sa"
    "OLKt*2x`gE{lQHYsA2{%&>C17926K7XJr`sird7V6nW_6q<>IiN`N;blO8kff(Zs1Kmyo`DP#k%xej4~4GR{x26(fAB8"
    "7no2!XC-n9c&?0RZ+NZ3q"
)
_LZMA = (
    "c-rmU-%FEG7zgmPxmnWOToT!ZE3xKM*y<)IbAuIHjKy+Mj%}=H6N+u`w0CMCx-w;qU|VU7F1i^R*+dP}5Q>G0#4wTwEK"
    "u{uia|&e;k!0@+lYR_`V0D=!?}3Q1JCFA3%)u{9#2KML`VoJBhvYJYT85yCsP$?p799fq-{>xa_X|ncF8PnbJz=bd}1c"
    "Vlj%|$EE^tU>y*c~H6J{8^6?GX`*6>u<l3s_>MO<6p~D=_NXK)ZPpb$QzUk~=xn3^TzcZ9fxqZv6%xG_?;9_)vK5ku3n"
    "Dh^MbL&S14=ja_+C+S!#XENEOk`BMbfJ_=X}m>tb<C?W5&z2*LsD69)6N?I?j_fqd*zmovRL<QU&z-{8T?$~Uf&VT4{1"
    "Xib3?BKqRBma=4<f4e*WFzHR_p5TPK(eiU$VImX5y|sVFfSdJ>KG4Nns-5yNWS$lsitemj^>)mPCo65}p)a$aA<?6nqD"
    "dt#OL#YfejCZEVH10toSQ5`52vPCzUrZxk!WrppO)r#(?+ZR%|_sLI3{oP->u0(C1L4yVj8Z>Coph1HM4H`6P(4aws1`"
    "QfCXwaZRg9Z&6G-%MEL4yVj8Z>Coph1HM4H`6P(4aws1`QfCXwaZRg9Z&6G-%MEL4yVj8Z>Coph1HM4H`6P(4aws1`Qf"
    "CXwaZR{~xq)!V;0QY&1ZK?pN;lxBhl>)ivqX?c_)9xj6G$sb;IfN}YE*Y)<;`)N_f1v+|*9k!90m*(n^ZD(~O<=|7Jr`"
    ";jY6{m%ip7WqAZG38iGr{U*k+uY2}CbBEd+3Gv#$0bb"
)


def _packed(part: str) -> bytes:
    """A Word file with a part of zeros."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(part, "w") as member:
            for _piece in range(BOMB // 2**20):
                member.write(bytes(2**20))
        if part != "word/document.xml":
            archive.writestr("word/document.xml", "<x/>")
    return stream.getvalue()


def _kept(packed: str) -> bytes:
    return zlib.decompress(base64.b85decode(packed))


def understated(content: bytes) -> bytes:
    """Every size in the headers says one byte."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset : at + offset + 4] = struct.pack("<I", 1)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def chained_streams(count: int, size: int) -> bytes:
    """Thousands of workbooks whose sectors are the same."""
    begin = struct.pack("<HH", 0x0809, 16) + bytes(16)
    record = struct.pack("<HH", 1, 0)
    stream = (begin + record * (size // len(record))).ljust(4096, b"\0")
    return compound([(f"d{n}", "Workbook", stream) for n in range(count)], shared=True)


def picture(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(2**20)) for _piece in range(64)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf_bomb() -> bytes:
    """One page whose drawing unpacks to 160 MB, packed twice."""
    line = b"BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n"
    inner = zlib.compress(line * (BOMB // len(line)), 9)
    drawn = zlib.compress(inner, 9)
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1"
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >> >>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(drawn)
        + drawn
        + b"\nendstream",
    )


def deep_xml(depth: int = 1_500_000) -> bytes:
    return zip_file({"word/document.xml": "<a>" * depth + "</a>" * depth})


def many_parts(count: int = 30_000) -> bytes:
    part = "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=x\n\nx\n"
    return f"From: a\nContent-Type: multipart/mixed; boundary=b\n\n{part * count}--b--".encode()


def heic_bomb() -> bytes:
    """A small picture that says of itself that it is 65,535 × 65,535 points."""
    small, large = struct.pack(">II", 64, 64), struct.pack(">II", 65_535, 65_535)
    return HEIC.replace(b"ispe" + bytes(4) + small, b"ispe" + bytes(4) + large)


def corpus() -> Iterator[tuple[str, bytes]]:
    """Names and contents; what becomes of each, its test says."""
    yield "bzip2.docx", _kept(_BZIP2)
    yield "lzma.docx", _kept(_LZMA)
    deflated = _packed("word/document.xml")
    yield "deflated.docx", deflated
    yield "understated.docx", understated(deflated)
    yield "nested.docx", zip_file({"word/document.xml": "<x/>", "word/a.zip": deflated})
    yield "types.docx", understated(_packed("[Content_Types].xml"))
    yield "chain.xls", chained_streams(3000, 4_000_000)
    yield "picture.png", picture(60_000, 60_000)
    yield "bomb.pdf", pdf_bomb()
    yield "deep.docx", deep_xml()
    yield "bomb.heic", heic_bomb()
    yield "parts.eml", many_parts()
    yield "nested.eml", b"Content-Type: message/rfc822\n\n" * 200_000
    yield "deep.html", b"<html>" + b"<div>" * 2_000_000
    yield "open.html", b"<html>" + b"<a b='" * 500_000
