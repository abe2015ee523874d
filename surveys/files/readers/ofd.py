"""The words of an OFD file (GB/T 33190), page by page: template, content and annotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress

from surveys.files.readers.layout import MOST_PIECES, Piece, lines_of
from surveys.files.readers.legible import legible
from surveys.files.readers.package import Package, beside
from surveys.files.readers.words import PAGE, Enough, Words

_ROOT = "OFD.xml"
MOST_DOCUMENTS, MOST_PAGES = 10, 500
_USUAL_SIZE = 4.0
_HIDDEN = "false"


def ofd_words(content: bytes) -> str:
    """Each page begins with a form feed; text that is drawn as a picture is not there."""
    package, words = Package(content), Words()
    root = _Texts("DocRoot")
    package.scan(_ROOT, root)
    with suppress(Enough):
        for document in root.found[:MOST_DOCUMENTS]:
            _document(package, words, beside(_ROOT, document))
    return legible(words.text)


def _document(package: Package, words: Words, place: str) -> None:
    pages = _Places()
    package.scan(place, pages)
    notes = _annotations(package, place)
    for number, location in pages.pages[:MOST_PAGES]:
        words.add(PAGE)
        page = _Page()
        package.scan(beside(place, location), page)
        drawn = [beside(place, pages.templates.get(name, "")) for name in page.templates]
        for part in [*drawn, *notes.get(number, ())]:
            over = _Page()
            package.scan(part, over)
            page.pieces += over.pieces
        words.add("\n".join(lines_of(page.pieces)))


def _annotations(package: Package, place: str) -> Mapping[str, list[str]]:
    """The parts with the annotations of each page."""
    found: dict[str, list[str]] = defaultdict(list)
    lists = _Texts("Annotations")
    package.scan(place, lists)
    for location in lists.found:
        part = beside(place, location)
        pages = _PageFiles()
        package.scan(part, pages)
        for number, file in pages.found:
            found[number].append(beside(part, file))
    return found


class _Texts:
    """The words inside the elements of one name."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[str] = []
        self.open = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.open = name == self.wanted

    def end(self, name: str) -> None:
        self.open = False

    def data(self, text: str) -> None:
        if self.open and text.strip():
            self.found.append(text.strip())


class _Places:
    """Pages in their order, and templates, by their numbers."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, str]] = []
        self.templates: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        number, place = attributes.get("ID", ""), attributes.get("BaseLoc", "")
        if name == "Page" and place:
            self.pages.append((number, place))
        elif name == "TemplatePage":
            self.templates[number] = place

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class _PageFiles:
    """The list of annotations: a page's number, and the file with what was put on it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.page = ""
        self.open = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.open = name == "FileLoc"
        if name == "Page":
            self.page = attributes.get("PageID", "")

    def end(self, name: str) -> None:
        self.open = False

    def data(self, text: str) -> None:
        if self.open and text.strip():
            self.found.append((self.page, text.strip()))


class _Page:
    """Programs write a line as one object or as one for each letter: places tell."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.templates: list[str] = []
        self._code: Mapping[str, str] = {}
        self._object: Mapping[str, str] = {}
        self._open = False
        self._unseen = ""
        # Where the appearance of an annotation begins.
        self._origin = (0.0, 0.0)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("Visible", "").lower() == _HIDDEN and not self._unseen:
            self._unseen = name
        if name == "Template":
            self.templates.append(attributes.get("TemplateID", ""))
        elif name == "Appearance":
            box = _numbers(attributes.get("Boundary", ""))
            self._origin = (box[0], box[1]) if len(box) > 1 else (0.0, 0.0)
        elif name == "TextObject":
            self._object = attributes
        self._open = name == "TextCode" and not self._unseen
        if self._open:
            self._code = attributes

    def end(self, name: str) -> None:
        self._open = False
        if name == self._unseen:
            self._unseen = ""

    def data(self, text: str) -> None:
        if not (self._open and text.strip()):
            return
        if len(self.pieces) >= MOST_PIECES:
            raise Enough
        box = [*_numbers(self._object.get("Boundary", "")), 0.0, 0.0]
        x, y = _first(self._code.get("X")), _first(self._code.get("Y"))
        turn = _numbers(self._object.get("CTM", ""))
        wide = tall = 1.0
        if len(turn) == 6:
            a, b, c, d, e, f = turn
            x, y = a * x + c * y + e, b * x + d * y + f
            wide, tall = abs(a) or 1.0, abs(d) or 1.0
        size = (_first(self._object.get("Size")) or _USUAL_SIZE) * tall
        left = self._origin[0] + box[0] + x
        right = left + _width(text, self._code.get("DeltaX", ""), size) * wide
        self.pieces.append(Piece(text.strip(), left, self._origin[1] + box[1] + y, right, size))


def _width(text: str, steps: str, size: float) -> float:
    """As its steps say, or as wide as letters of that size are."""
    if "g" not in steps and (given := _numbers(steps)):
        return sum(given) + size
    return sum(size if char > "\u2000" else size / 2 for char in text)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split()[:10_000]]
    except ValueError:
        return []


def _first(text: str | None) -> float:
    return next(iter(_numbers(text or "")), 0.0)
