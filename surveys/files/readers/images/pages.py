"""How large the pages of a document are, and one of them as a picture, by the document's type."""

from __future__ import annotations

from surveys.files.readers.images.pdf_page import pdf_image, pdf_sizes
from surveys.files.readers.images.picture import picture_image, picture_sizes
from surveys.files.readers.kinds import PDF


def page_sizes(content: bytes, media_type: str) -> list[tuple[float, float]]:
    """Width and height of each page as it is looked at, in units of its own; no page is drawn."""
    return pdf_sizes(content) if media_type == PDF.media_type else picture_sizes(content)


def page_image(content: bytes, media_type: str, number: int, width: int) -> bytes:
    """The page, counted from 1, as a JPEG of about that many points across; `Fault` where there
    is no such page."""
    draw = pdf_image if media_type == PDF.media_type else picture_image
    return draw(content, number, width)
