"""The words of an OFD file (GB/T 33190), page by page."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.files.readers.package import Package, beside
from surveys.files.readers.words import PAGE, Enough, Words

_ROOT = "OFD.xml"
MOST_DOCUMENTS, MOST_PAGES = 10, 500
# Millimetres between two baselines that are not one line.
_LINE = 1.5


def ofd_words(content: bytes) -> str:
    """Each page begins with a form feed; text that is drawn as a picture is not there."""
    package, words = Package(content), Words()
    root = _Locations("DocRoot")
    package.scan(_ROOT, root)
    try:
        for document in root.found[:MOST_DOCUMENTS]:
            place = beside(_ROOT, document)
            pages = _Locations("Page")
            package.scan(place, pages)
            for page in pages.found[:MOST_PAGES]:
                words.add(PAGE)
                package.scan(beside(place, page), _Page(words))
    except Enough:
        pass
    return words.text


class _Locations:
    """What the elements of one name point to, as text or as `BaseLoc`."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[str] = []
        self.open = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.open = name == self.wanted
        if self.open and "BaseLoc" in attributes:
            self.found.append(attributes["BaseLoc"])

    def end(self, name: str) -> None:
        self.open = False

    def data(self, text: str) -> None:
        if self.open and text.strip():
            self.found.append(text.strip())


class _Page:
    """Programs write a line as one object or as one for each letter: the height tells."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.top = 0.0
        self.line: float | None = None
        self.open = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "TextObject":
            self.top = _number(attributes.get("Boundary", "").split()[1:2])
        self.open = name == "TextCode"
        if self.open:
            line = self.top + _number(attributes.get("Y", "").split()[:1])
            if self.line is not None and abs(line - self.line) > _LINE:
                self.words.add("\n")
            self.line = line

    def end(self, name: str) -> None:
        self.open = False

    def data(self, text: str) -> None:
        if self.open:
            self.words.add(text)


def _number(texts: list[str]) -> float:
    try:
        return float(texts[0])
    except (IndexError, ValueError):
        return 0.0
