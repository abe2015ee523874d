"""Run as a program by `surveys.files.pdf`: a PDF comes in, the words of its pages go out.

It stands alone: whatever it imported of ours would be loaded anew for each document.
"""

from __future__ import annotations

import resource
import sys
import unicodedata

import pypdfium2

MOST_PAGES = 300
MOST_CHARACTERS = 200_000
SECONDS = 8
MEMORY = 1024 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    text = words(sys.stdin.buffer.read())
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def words(content: bytes) -> str:
    """Each page behind a form feed, as far as a page of the product shows them."""
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
    return "".join(f"\f{text}" for text in found) if any(map(str.strip, found)) else ""


def _clean(text: str) -> str:
    """Line ends as elsewhere; hyphens that the library marks, and other controls, are dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in lines
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char != "\ufffe")
    )


if __name__ == "__main__":
    main()
