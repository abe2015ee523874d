"""The words of a workbook: each visible sheet under its name, a line per row.

Cells keep their columns; numbers stand as their format shows them, as far as it is a percentage
or a date. What is hidden is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from surveys.files.readers.formats import Formats
from surveys.files.readers.package import Package, plain
from surveys.files.readers.words import Enough, Words

HIDDEN_SHEET = "hidden_sheet"
_MOST_COLUMNS = 16_384
# Between two filled cells; a mark in a far column is no table.
_MOST_GAP = 200


def xlsx_words(content: bytes) -> str:
    package, words = Package(content), Words()
    main = package.main("xl/workbook.xml")
    book, strings, links = _Book(), _Strings(), package.links(main)
    package.scan(main, book)
    formats = Formats(from_1904=book.from_1904)
    package.scan(links.first("styles"), formats)
    package.scan(links.first("sharedStrings"), strings)
    with suppress(Enough):
        for name, link, hidden in book.sheets:
            if not hidden:
                words.add(f"\n{name}\n")
                package.scan(links.target(link), _Rows(words, strings.texts, formats))
    return words.text.strip()


def xlsx_parts(content: bytes) -> list[dict[str, str]]:
    """Sheets that are hidden, by their names."""
    package, book = Package(content), _Book()
    package.scan(package.main("xl/workbook.xml"), book)
    return [{"name": name, "kind": HIDDEN_SHEET} for name, _link, hidden in book.sheets if hidden]


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        named = plain(attributes)
        if name == "sheet":
            hidden = named.get("state", "visible") != "visible"
            self.sheets.append((named.get("name", ""), named.get("id", ""), hidden))
        elif name == "workbookPr":
            self.from_1904 = named.get("date1904", "0") in ("1", "true")

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
    """A line of each row that is shown, up to its last filled cell."""

    def __init__(self, words: Words, texts: list[str], formats: Formats) -> None:
        self.words, self.texts, self.formats = words, texts, formats
        self.kind = self.style = ""
        self.value: list[str] = []
        self.open = self.unseen = self.hidden_row = False
        self.column = self.shown = 0
        self.hidden: list[tuple[int, int]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.unseen = self.unseen or name == "rPh"
        self.open = name in ("v", "t") and not self.unseen
        if name == "c":
            self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
            self.value = []
            self.column = _column(attributes.get("r", "")) or self.column + 1
        elif name == "row":
            self.column = self.shown = 0
            self.hidden_row = _is_true(attributes.get("hidden"))
        elif name == "col" and _is_true(attributes.get("hidden")):
            self.hidden.append((_whole(attributes.get("min")), _whole(attributes.get("max"))))

    def end(self, name: str) -> None:
        self.open = False
        if name == "rPh":
            self.unseen = False
        elif name == "c" and self.value and not self._is_hidden:
            gap = max(self.column - max(self.shown, 1), 1 if self.shown else 0)
            self.words.add("\t" * min(gap, _MOST_GAP) + " ".join(self._shown().split("\n")))
            self.shown = self.column
        elif name == "row" and self.shown:
            self.words.add("\n")

    def data(self, text: str) -> None:
        if self.open:
            self.value.append(text)

    @property
    def _is_hidden(self) -> bool:
        return self.hidden_row or any(low <= self.column <= high for low, high in self.hidden)

    def _shown(self) -> str:
        value = "".join(self.value)
        if self.kind == "s":
            return self.texts[int(value)]
        if self.kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self.formats.shown(value, self.style) if self.kind in ("", "n") else value


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 0


def _column(place: str) -> int:
    number = 0
    for char in place[:3]:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return min(number, _MOST_COLUMNS)
