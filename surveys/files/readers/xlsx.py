"""The words of a workbook: each visible sheet under its name, a line per row.

Numbers stand as they are stored: a date is its serial number, a percentage its hundredth.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveys.files.readers.package import Package, beside
from surveys.files.readers.words import Enough, Words

_BOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"


def xlsx_words(content: bytes) -> str:
    package, words = Package(content), Words()
    book, links, strings = _Book(), _Links(), _Strings()
    package.scan(_BOOK, book)
    package.scan("xl/_rels/workbook.xml.rels", links)
    package.scan(_STRINGS, strings)
    try:
        for name, link in book.sheets:
            words.add(f"\n{name}\n")
            package.scan(beside(_BOOK, links.targets.get(link, "")), _Rows(words, strings.texts))
    except Enough:
        pass
    return words.text.strip()


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self.sheets.append((plain.get("name", ""), plain.get("id", "")))

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Links:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Strings:
    """Texts that cells refer to by number; `rPh` says how to pronounce them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.open = False
        self.unseen = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self.parts = []
        self.unseen = self.unseen or name == "rPh"
        self.open = name == "t" and not self.unseen

    def end(self, name: str) -> None:
        self.open = False
        if name == "rPh":
            self.unseen = False
        elif name == "si":
            self.texts.append("".join(self.parts))

    def data(self, text: str) -> None:
        if self.open:
            self.parts.append(text)


class _Rows:
    def __init__(self, words: Words, texts: list[str]) -> None:
        self.words = words
        self.texts = texts
        self.kind = ""
        self.value: list[str] = []
        self.open = False
        self.cells = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.open = name in ("v", "t")
        if name == "c":
            self.kind, self.value = attributes.get("t", ""), []
        elif name == "row":
            self.cells = 0

    def end(self, name: str) -> None:
        self.open = False
        if name == "c" and self.value:
            self.words.add(("\t" if self.cells else "") + self._shown())
            self.cells += 1
        elif name == "row" and self.cells:
            self.words.add("\n")

    def data(self, text: str) -> None:
        if self.open:
            self.value.append(text)

    def _shown(self) -> str:
        value = "".join(self.value)
        return self.texts[int(value)] if self.kind == "s" else value
