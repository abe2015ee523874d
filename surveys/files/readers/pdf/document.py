"""The words of a PDF, page by page, with the boxes and fields that stand between them."""

from __future__ import annotations

import ctypes
import unicodedata
from contextlib import suppress

import pypdfium2
from pypdfium2 import raw

from surveys.files.readers.kinds import PDF
from surveys.files.readers.legible import legible
from surveys.files.readers.pdf.marks import drawn_marks, field_marks
from surveys.files.readers.pdf.place import Glyph, placed
from surveys.files.readers.words import MOST_CHARACTERS, PAGE
from surveys.limited.fault import Fault

MOST_PAGES = 1_000
# Longer pages are text alone, as the library gives it.
_MOST_GLYPHS = 20_000


def pdf_words(content: bytes) -> str:
    """Each page begins with a form feed; a scan without a text layer has no words."""
    found: list[str] = []
    left = MOST_CHARACTERS
    document = pdf_open(content)
    document.init_forms()
    for number in range(min(len(document), MOST_PAGES)):
        text = _clean(_page_text(document, document[number], left))
        found.append(text)
        left -= len(text) + 1
        if left <= 0:
            break
    # Without a letter no page is worth a number.
    return legible("".join(PAGE + text for text in found)) if any(map(str.strip, found)) else ""


def pdf_check(content: bytes, extension: str) -> str:
    """The media type; `Fault` where nobody can open it without a password. A damaged one is
    taken: other programs may read it."""
    with suppress(pypdfium2.PdfiumError):
        pdf_open(content).close()
    return PDF.media_type


def pdf_open(content: bytes) -> pypdfium2.PdfDocument:
    """Raises `Fault` where it opens with a password only, PdfiumError where it is damaged."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Fault("password") from error
        raise


def _page_text(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, most: int) -> str:
    layer = page.get_textpage()
    count = min(layer.count_chars(), most)
    if count > _MOST_GLYPHS:
        return str(layer.get_text_range(0, count))
    glyphs = [_glyph(layer, place) for place in range(count)]
    return placed(glyphs, [*field_marks(document, page), *drawn_marks(page)])


def _glyph(layer: pypdfium2.PdfTextPage, place: int) -> Glyph:
    code = raw.FPDFText_GetUnicode(layer, place)
    char = chr(code) if 0 < code < 0x11_0000 else ""
    if not char.strip():
        return Glyph(char)
    left, bottom, right, top = layer.get_charbox(place)
    # A Han character is in no symbol font; asking for each would take as long as all else.
    font = "" if "\u2e80" <= char <= "\u9fff" else _font(layer, place)
    return Glyph(char, left, bottom, right, top, font)


def _font(layer: pypdfium2.PdfTextPage, place: int) -> str:
    size = raw.FPDFText_GetFontInfo(layer, place, None, 0, None)
    if not 1 < size < 200:
        return ""
    name = ctypes.create_string_buffer(size)
    raw.FPDFText_GetFontInfo(layer, place, name, size, None)
    return name.value.decode("utf-8", "replace")


def _clean(text: str) -> str:
    """Line ends as elsewhere; hyphens that the library marks, and other controls, are dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in lines
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char != "\ufffe")
    )
