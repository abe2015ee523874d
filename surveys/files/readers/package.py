"""Office files as the XML in their ZIP, read piece by piece within bounds."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from surveys.files.readers.archive import Archive

# Of all parts together, counted while they are read.
MOST_XML = 8 * 1024 * 1024
# Large, because the parser begins a tag again with each chunk until it has its end.
_CHUNK = 1024 * 1024


class Handler(Protocol):
    """What listens to a part; names come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def data(self, text: str) -> None: ...


def plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """Without the namespaces of the names."""
    return {key.rpartition(" ")[2]: value for key, value in attributes.items()}


class Links:
    """What a part points to, by the names of the links and by their kinds."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._targets: dict[str, str] = {}
        self._kinds: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = beside(self._part, attributes.get("Target", ""))
            self._targets[attributes.get("Id", "")] = target
            # Strict and usual files name the kinds by different addresses with one last word.
            self._kinds.setdefault(attributes.get("Type", "").rpartition("/")[2], target)

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...

    def target(self, name: str) -> str:
        return self._targets.get(name, "")

    def first(self, kind: str) -> str:
        """Where a link is missing, programs look for the part beside its owner."""
        return self._kinds.get(kind) or beside(self._part, f"{kind}.xml")


class Package:
    """An opened archive; raises what `Archive` raises, and ExpatError for what is no XML."""

    def __init__(self, content: bytes) -> None:
        self._archive = Archive(content, most=MOST_XML)

    def scan(self, name: str, handler: Handler) -> None:
        """The events of a part, as far as the bounds go; nothing where it does not exist."""
        parser = _parser(handler)
        for chunk in self._archive.chunks(name, _CHUNK):
            parser.Parse(chunk)

    def read(self, name: str, most: int) -> bytes:
        return self._archive.read(name, most)

    def links(self, part: str) -> Links:
        links = Links(part)
        folder, name = posixpath.split(part)
        self.scan(posixpath.join(folder, "_rels", f"{name}.rels"), links)
        return links

    def main(self, usual: str) -> str:
        """The part that the file is about, whatever its name."""
        links = Links("")
        self.scan("_rels/.rels", links)
        found = links.first("officeDocument")
        return found if self._archive.has(found) else usual


def beside(part: str, target: str) -> str:
    """The name of what a part points to: from its own folder, or from the top."""
    target = target.replace("\\", "/")
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
