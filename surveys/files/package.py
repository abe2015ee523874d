"""Office files as the XML in their ZIP, read piece by piece within bounds."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

# Of all parts together. Sizes that the archive states are checked when a file is taken, and
# may lie; this is counted while it is read.
MOST_XML = 8 * 1024 * 1024
MOST_CHARACTERS = 200_000
# Large, because the parser begins a tag again with each chunk until it has its end.
_CHUNK = 1024 * 1024


class Enough(Exception):
    """More words than a page shows."""


class Handler(Protocol):
    """What listens to a part; names come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def data(self, text: str) -> None: ...


class Words:
    """Text that is collected, up to what a page shows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)
        if self._size > MOST_CHARACTERS:
            raise Enough

    @property
    def text(self) -> str:
        return "".join(self._parts)


class Package:
    """An opened archive; ValueError, OSError and what `zipfile` raises where it is broken."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._archive.namelist())
        self._left = MOST_XML

    def scan(self, name: str, handler: Handler) -> None:
        """The events of a part, as far as the bounds go; nothing where it does not exist."""
        if name not in self._names or self._left <= 0:
            return
        parser = _parser(handler)
        with self._archive.open(name) as part:
            while self._left > 0 and (chunk := part.read(min(_CHUNK, self._left))):
                self._left -= len(chunk)
                parser.Parse(chunk)


def beside(part: str, target: str) -> str:
    """The name of what a part points to: from its own folder, or from the top."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _parser(handler: Handler) -> expat.XMLParserType:
    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(_local(name), attributes)

    def end(name: str) -> None:
        handler.end(_local(name))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.data
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_declaration: object) -> None:
    """Without a document type there are no entities, and so nothing that grows or reaches out."""
    raise ValueError("a document type in an office file")
