"""The words of a Word file: its text with tables, footnotes and endnotes, without deletions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from surveys.files.readers.package import Package
from surveys.files.readers.words import Enough, Words

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def docx_words(content: bytes) -> str:
    package, words = Package(content), Words()
    try:
        for part in _PARTS:
            package.scan(part, _Text(words))
    except Enough:
        pass
    return re.sub(r"\n\s*\n+", "\n\n", words.text).strip()


class _Text:
    """Deleted text and the codes of fields stand in elements of other names."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.open = False
        self.unseen = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        # Tab stops are no tabs; a fallback repeats a text box for old programs.
        self.unseen += name in ("tabs", "Fallback")
        self.open = name == "t"
        if name in _SIGNS and not self.unseen:
            self.words.add(_SIGNS[name])

    def end(self, name: str) -> None:
        self.unseen -= name in ("tabs", "Fallback")
        self.open = False
        if name == "p" and not self.unseen:
            self.words.add("\n")

    def data(self, text: str) -> None:
        if self.open and not self.unseen:
            self.words.add(text)
