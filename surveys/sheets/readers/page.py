"""The tables of a web page, which many systems give out under the name of a workbook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from surveys.limited.fault import Fault
from surveys.sheets.cells import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    Area,
    Cell,
    Row,
    Sheet,
    letters,
)
from surveys.sheets.readers.texts import plain_text

_MARKUP = ("<html", "<!doctype html", "<table", "<head", "<body", "<meta")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|height\s*:\s*0(?![\d.])")
_UNSEEN = frozenset({"script", "style", "title", "xml"})
_BLANKS = re.compile(r"[ \t\r\n\xa0]+")


def is_page(head: str) -> bool:
    return head.startswith("<") and any(mark in head.lower() for mark in _MARKUP)


def page_read(text: str, title: str) -> list[Sheet]:
    """Each outermost table as a sheet; cells over several rows or columns are merged areas."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    found = [table for table in parser.tables if table.rows]
    if not found:
        raise Fault("page_without_table")
    names = [title] if len(found) == 1 else [f"{title} {i}" for i in range(1, len(found) + 1)]
    return [table.sheet(name) for table, name in zip(found, names, strict=True)]


class _Table:
    def __init__(self) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.areas: list[Area] = []
        self.hidden: list[int] = []
        self.taken: set[tuple[int, int]] = set()
        self.number = 0
        self.column = 0

    def next_row(self, hidden: bool) -> None:
        self.number += 1
        self.column = 0
        if hidden:
            self.hidden.append(self.number)
        if self.number > MAX_ROW:
            raise Fault("table_too_large")

    def next_cell(self, down: int, across: int) -> None:
        """Past what cells above or before reach over."""
        self.column += 1
        while (self.number, self.column) in self.taken:
            self.column += 1
        last_row, last = self.number + down - 1, self.column + across - 1
        if down > 1 or across > 1:
            name = f"{letters(self.column)}{self.number}:{letters(last)}{last_row}"
            self.areas.append(Area(name, self.number, last_row, self.column, last))
            self.taken.update(
                (row, column)
                for row in range(self.number, last_row + 1)
                for column in range(self.column, last + 1)
            )
        if self.column > MAX_COLUMN or len(self.taken) > MAX_CELLS:
            raise Fault("table_too_large")

    def fill(self, text: str) -> None:
        if text and self.number and self.column:
            cell = Cell(self.number, self.column, plain_text(text)[:MAX_TEXT])
            self.rows.setdefault(self.number, {})[self.column] = cell

    def sheet(self, name: str) -> Sheet:
        rows = tuple(Row(number, cells) for number, cells in sorted(self.rows.items()))
        hidden = tuple(number for number in self.hidden if number in self.rows)
        return Sheet(name, rows, tuple(self.areas), hidden_rows=hidden)


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self.depth = 0
        self.text: list[str] | None = None
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
        elif tag in _UNSEEN:
            self.unseen += 1
        elif tag == "br" and self.text is not None:
            self.text.append("\n")
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].next_row(bool(_HIDDEN.search(said.get("style", ""))))
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self.tables[-1].next_cell(_span(said, "rowspan"), _span(said, "colspan"))
            self.text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self.depth:
            if self.depth == 1:
                self._end_cell()
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.text is not None and not self.unseen:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is not None:
            parts = "".join(self.text).split("\n\n")
            self.tables[-1].fill(_BLANKS.sub(" ", " ".join(parts)).strip())
            self.text = None


def _span(said: dict[str, str], name: str) -> int:
    digits = said.get(name, "1").strip()
    return min(max(int(digits), 1), MAX_COLUMN) if digits.isdecimal() and len(digits) < 6 else 1
