"""Pictures and PDFs as scanners, telephones and strange programs make them."""

from __future__ import annotations

import base64
import functools
import io
import random
from typing import Any

from PIL import Image, ImageDraw

from tests.surveys.files.samples import pdf_of

# 96 × 64 points with the left third black, told to be turned by a quarter: the top third is.
TURNED_HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0004@ZDn*}000000000XXk=`10000000000aA{+7000000000000000"
    "00000G-+&aV*mgE07O6l0ssL300001#Q*^S00000000;O0ssI200G?q0RR9100000Bme*aIB98aW&i*H00062000$f"
    "Zf0cy000000RRAKc4ILB0000LX>Mj^0ssI300IC2MR;ju000004sdC7Z2$lO00031007`=aB^?}006*gaAR)(004Ms"
    "c4I>U18@KU0FVFx0000U@BsY%`1k+-4+CHT0RR|40Sp2E{{wIU00RJ!0009300RIXx&lC90096iLID8-Z~y=U0FVFx"
    "0{{R603M()fd!W8Nhz*w0vZem00093$N&HX00=;000968L;=Baup&SJ000wXZ)|dIV{CW;0RRmE27mwn02FC+aAg1h"
    "000000AK(B06+i$01$9#cxeCt0009B2nYZG010VwZ*&6y000<iaBX1#00000000310R@2q0|bQt000_ka%E-!00000"
    "000hSWOHKx0ssL30RR91L~UeYbN~PV6et0&1Q`4s*FXQ&!<QBEEfvFv-~a#s21R&jW&i+9O#mtY000O80Ra*K0{{R3"
    "0RRR70000000"
)
WIDE, TALL = 60, 40
SIDEWAYS = 6  # of EXIF: the first row is the right side


def marked(mode: str = "RGB", size: tuple[int, int] = (WIDE, TALL)) -> Image.Image:
    """White, its left third black: turning and mirroring are seen."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3 - 1, size[1]), fill="black")
    return image.convert(mode)


def coded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def sideways() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    return exif


def pages_of_fax() -> bytes:
    """Three pages in black and white, the second of another size."""
    more = [Image.new("1", (30, 50), 0), marked("1")]
    return coded(marked("1"), "TIFF", compression="group4", save_all=True, append_images=more)


def pdf_page(box: str = "0 0 600 800", more: str = "") -> bytes:
    """One page whose lower left hundred points are black."""
    drawn = "0 0 100 100 re f"
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{more}/Contents 4 0 R>>".encode(),
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream".encode(),
    )


@functools.cache
def pdf_scan(megabytes: int, pages: int = 10) -> bytes:
    """A scan without a word, a picture on each page; so many megabytes in all."""
    side = int((megabytes * 1_000_000 / pages) ** 0.5)
    grain = random.Random(7).randbytes(side * side)
    scan = coded(Image.frombytes("L", (side, side), grain), "JPEG", quality=93)
    scan = scan.ljust(megabytes * 1_000_000 // pages, b"\0")
    drawn = b"600 0 0 800 0 0 cm /S Do"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
    ]
    picture = (
        f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8"
        f"/ColorSpace/DeviceGray/Filter/DCTDecode/Length {len(scan)}>>stream\n"
    ).encode()
    for number in range(pages):
        bodies += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
            f"/Resources<</XObject<</S {5 + 2 * number} 0 R>>>>>>".encode(),
            picture + scan + b"\nendstream",
        ]
    return pdf_of(*bodies)
