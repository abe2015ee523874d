"""What a page says, whatever its markup: its text, the rows of its tables and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scoring.held import let_go

UNSEEN = {"script", "style", "template", "title"}
CITY = re.compile(r"/cities/(\d{6})/")
Attributes = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Link:
    text: str
    address: str


@dataclass
class Page:
    """`rows` are the cells of every table row but headings; `sorted` tells marked columns."""

    status: int = 200
    text: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sorted: dict[str, str] = field(default_factory=dict)
    polls: list[str] = field(default_factory=list)

    def link(self, text: str) -> str:
        """The address of the one link of that text."""
        found = {link.address for link in self.links if link.text == text}
        assert len(found) == 1, (text, found)
        return found.pop()

    def leads_to(self, address: str) -> bool:
        return any(link.address.split("?")[0] == address for link in self.links)

    def row(self, first: str) -> tuple[str, ...]:
        """The one row whose first cell is these words, or begins with them, or holds them."""
        near = [row for row in self.rows if row and first in row[0]]
        begun = [row for row in near if row[0].startswith(first)]
        exact = [row for row in begun if row[0] == first]
        found = exact or begun or near
        assert len(found) == 1, (first, found)
        return found[0]

    @property
    def cities(self) -> list[str]:
        """Adcodes of the cities that the page links, each once, in the order of the page."""
        found = [CITY.search(link.address) for link in self.links]
        return list(dict.fromkeys(match[1] for match in found if match))


def visit(client: Client, address: str, status: int = 200, **query: Any) -> Page:
    answer = client.get(address, query) if query else client.get(address)
    assert answer.status_code == status, address
    return read(answer.content.decode(), status)


def queries(client: Client, address: str) -> int:
    """How many queries the page takes of a process that has served nothing yet."""
    let_go()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def read(source: str, status: int = 200) -> Page:
    reader = _Reader(status)
    reader.feed(source)
    reader.page.text = _plain(reader.words)
    return reader.page


def number(text: str) -> float:
    """A number as pages write it: with a sign, thousands set apart, or as a percentage."""
    plain = text.replace(",", "").replace("+", "")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def _plain(words: list[str]) -> str:
    """Spaces as they are read, and the minus sign as Python takes it."""
    return " ".join("".join(words).replace("−", "-").split())


class _Reader(HTMLParser):
    """Collects the words of the innermost link and cell; tables are never nested here."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.page = Page(status)
        self.words: list[str] = []
        self.cells: list[str] = []
        self.holds_data = False
        self.cell: list[str] | None = None
        self.order = ""
        self.linked: list[str] | None = None
        self.address = ""
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        self.unseen += tag in UNSEEN
        if given.get("hx-get") and "load" in str(given.get("hx-trigger")):
            self.page.polls.append(str(given["hx-get"]))
        if tag in ("td", "th"):
            self.cell, self.order = [], given.get("aria-sort") or ""
            self.holds_data |= tag == "td"
        elif tag == "tr":
            self.cells, self.holds_data = [], False
        elif tag == "a":
            self.linked, self.address = [], given.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN
        self.words.append(" ")
        if tag in ("td", "th") and self.cell is not None:
            self.cells.append(_plain(self.cell))
            if self.order:
                self.page.sorted[self.cells[-1].rstrip(" ▲▼")] = self.order
            self.cell = None
        elif tag == "tr" and self.holds_data:
            self.page.rows.append(tuple(self.cells))
        elif tag == "a" and self.linked is not None:
            self.page.links.append(Link(_plain(self.linked).rstrip(" ▲▼"), self.address))
            self.linked = None

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        for words in (self.words, self.cell, self.linked):
            if words is not None:
                words.append(data)
