"""Where each letter of a PDF page is seen, so that what is quoted can be marked there."""

from __future__ import annotations

import ctypes

import pypdfium2
from pypdfium2 import raw

from surveys.files.readers.images.pdf_page import pdf_page
from surveys.limited.fault import Fault

# A page of a newspaper; what stands behind is not marked.
_MOST_LETTERS = 20_000
# Places are told in so many parts of the page's width and height, as it is looked at.
PARTS = 10_000

Seen = tuple[str, list[tuple[int, int, int, int]]]


def page_letters(content: bytes, number: int) -> Seen:
    """The letters without blanks, and of each the left, upper, right and lower edge."""
    page = pdf_page(content, number)
    try:
        layer = page.get_textpage()
        letters: list[str] = []
        edges: list[tuple[int, int, int, int]] = []
        for place in range(min(layer.count_chars(), _MOST_LETTERS)):
            char = _char(layer, place)
            if char:
                letters.append(char)
                edges.append(_edges(page, layer.get_charbox(place)))
    except pypdfium2.PdfiumError as error:
        raise Fault("damaged_page") from error
    return "".join(letters), edges


def _char(layer: pypdfium2.PdfTextPage, place: int) -> str:
    code = raw.FPDFText_GetUnicode(layer, place)
    # Half of a character that takes two is none.
    known = 0 < code < 0xD800 or 0xDFFF < code < 0x11_0000
    return chr(code).strip() if known else ""


def _edges(
    page: pypdfium2.PdfPage, box: tuple[float, float, float, float]
) -> tuple[int, int, int, int]:
    """Rotated and cropped like the page's picture."""
    left, bottom, right, top = box
    corners = [_seen(page, left, top), _seen(page, right, bottom)]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, PARTS, PARTS, 0, x, y, across, down)
    return across.value, down.value
