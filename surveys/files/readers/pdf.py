"""The words of a PDF, page by page."""

from __future__ import annotations

import unicodedata

import pypdfium2

from surveys.files.readers.words import MOST_CHARACTERS, PAGE

MOST_PAGES = 300


def pdf_words(content: bytes) -> str:
    """Each page begins with a form feed; a scan without a text layer has no words."""
    found: list[str] = []
    left = MOST_CHARACTERS
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        layer = page.get_textpage()
        text = layer.get_text_range(0, min(layer.count_chars(), left))
        layer.close()
        page.close()
        found.append(_clean(text))
        left -= len(text) + 1
        if left <= 0:
            break
    # Without a letter no page is worth a number.
    return "".join(PAGE + text for text in found) if any(map(str.strip, found)) else ""


def _clean(text: str) -> str:
    """Line ends as elsewhere; hyphens that the library marks, and other controls, are dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in lines
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char != "\ufffe")
    )
