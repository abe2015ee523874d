"""Pages of a PDF as pictures."""

from __future__ import annotations

import math

import pypdfium2

from surveys.files.readers.images.sheet import MOST_PAGES, jpeg_of, scale_of
from surveys.files.readers.pdf.document import pdf_open
from surveys.limited.fault import Fault

# A page of a few points is not blown up to a poster.
_MOST_SCALE = 20.0
# A page whose own size is not to be had is shown as a sheet of A4, in points.
_A4 = (595.0, 842.0)


def pdf_sizes(content: bytes) -> list[tuple[float, float]]:
    """Rotated and cropped as readers show them."""
    document = _opened(content)
    return [_size(document, place) for place in range(min(len(document), MOST_PAGES))]


def pdf_image(content: bytes, number: int, width: int) -> bytes:
    page = pdf_page(content, number)
    try:
        wide, tall = _size(page.pdf, number - 1)
        return jpeg_of(page.render(scale=scale_of(wide, tall, width, _MOST_SCALE)).to_pil())
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Fault("damaged_page") from error


def pdf_page(content: bytes, number: int) -> pypdfium2.PdfPage:
    """Counted from 1; `Fault` where it is not there or cannot be opened."""
    document = _opened(content)
    if not 1 <= number <= min(len(document), MOST_PAGES):
        raise Fault("no_page", count=len(document))
    # Without this the values of form fields are not drawn.
    document.init_forms()
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Fault("damaged_page") from error


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pdf_open(content)
    except pypdfium2.PdfiumError as error:
        raise Fault("damaged") from error


def _size(document: pypdfium2.PdfDocument, place: int) -> tuple[float, float]:
    try:
        wide, tall = document.get_page_size(place)
    except pypdfium2.PdfiumError:
        return _A4
    fits = all(math.isfinite(side) and side > 0 for side in (wide, tall))
    return (wide, tall) if fits else _A4
