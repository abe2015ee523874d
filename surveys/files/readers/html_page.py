"""What of a web page is seen: cells apart, boxes with their state, hidden text left out."""

from __future__ import annotations

import re
from html import unescape

from surveys.files.readers.boxes import EMPTY, TICKED

MOST_TAG = 4_000
_MOST_TABLES = 30
_MOST_STYLES, _MOST_STYLE = 20, 100_000
# Longer cells are texts of their own, and keep their lines.
_MOST_CELL_LINES = 5
_UNSEEN = frozenset({"head", "template", "noscript", "datalist", "rt", "rp"})
_BREAKS = frozenset(
    {
        *("p", "div", "li", "tr", "dt", "dd", "ul", "ol", "dl"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article"),
        *("header", "footer", "pre", "hr", "blockquote", "caption", "form", "fieldset", "legend"),
        *("address", "main", "nav", "aside", "figure", "figcaption"),
    }
)
# They have no end, and so cannot hold what is hidden.
_EMPTY_TAGS = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source"}
)
# No character has so many digits, and Python refuses to read thousands of them as a number.
_LONG_REFERENCE = re.compile(r"&#(?:\d{9,}|[xX][0-9a-fA-F]{9,});?")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_HIDDEN_WORD = re.compile(r"\shidden(?:\s|=|/|>|$)", re.IGNORECASE)
_CLASS_RULE = re.compile(r"\.([\w-]{1,100})\s{0,9}\{([^{}]*)\}")


class _Table:
    """The row that is open, as finished cells and the one that is being written."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.cell: list[str] | None = None

    def end_cell(self) -> None:
        if self.cell is not None:
            self.cells.append("".join(self.cell).strip(" \n"))
            self.cell = None

    def end_row(self) -> str:
        """Cells apart by tabs; a letter laid out in one cell keeps its lines."""
        self.end_cell()
        cells, self.cells = self.cells, []
        if len(cells) > 1:
            cells = [
                cell if cell.count("\n") > _MOST_CELL_LINES else " ".join(cell.split("\n"))
                for cell in cells
            ]
        return "\t".join(cells)


class Page:
    """Listens to the stretches of a page, each with the tag behind it."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self._parts: list[str] = []
        self._tables: list[_Table] = []
        self._hidden = hidden
        self._unseen = 0
        # The tag that hides, and how many of its name are open inside.
        self._hider, self._depth = "", 0
        self._pre = False
        self._passed_over = False

    @property
    def text(self) -> str:
        while self._tables:
            self._end_table()
        lines = re.sub(r" *\n *", "\n", "".join(self._parts))
        return re.sub(r"\n\s*\n+", "\n\n", lines).strip()

    def say(self, data: str) -> None:
        if not data or self._unseen or self._hider or self._passed_over:
            return
        text = unescape(_LONG_REFERENCE.sub("\ufffd", data)).replace("\xa0", " ")
        if not self._pre:
            # Where the source breaks a line, nobody sees it.
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if text != " " or self._out[-1:] not in ([], [" "], ["\n"]):
            self._out.append(text)

    def meet(self, tag: str, whole: str) -> None:
        name, closing = tag.removeprefix("/"), tag.startswith("/")
        # A page may leave out </head>; its body ends the head all the same.
        if tag == "body":
            self._unseen = 0
        elif self._hider:
            self._inside_hidden(name, closing)
        elif name in _UNSEEN:
            self._unseen = max(self._unseen + (-1 if closing else 1), 0)
        elif tag and not closing and name not in _EMPTY_TAGS and self._hides(whole):
            self._hider, self._depth = name, 1
        elif tag and not self._unseen:
            self._show(name, closing, whole)

    @property
    def _out(self) -> list[str]:
        """Where text goes: the innermost open cell, or the page."""
        for table in reversed(self._tables):
            if table.cell is not None:
                return table.cell
        return self._parts

    def _inside_hidden(self, name: str, closing: bool) -> None:
        if name == self._hider:
            self._depth += -1 if closing else 1
            if self._depth == 0:
                self._hider = ""

    def _hides(self, whole: str) -> bool:
        """By its own style, the attribute, or a class that the page's style hides."""
        if _HIDDEN.search(whole) or _HIDDEN_WORD.search(whole):
            return True
        named = _value(whole, "class") if self._hidden else ""
        return any(word in self._hidden for word in named.split())

    def _show(self, name: str, closing: bool, whole: str) -> None:
        if name in ("table", "tr", "td", "th") and self._show_table(name, closing):
            return
        if name == "br":
            self._out.append("\n")
        elif name in _BREAKS:
            self._break()
            self._pre = (not closing) if name == "pre" else self._pre
        elif name == "input" and not closing:
            self._out.append(_input(whole))
        elif name in ("option", "select"):
            # Of a list, the page shows what is chosen.
            self._passed_over = name == "option" and not (closing or _has(whole, "selected"))

    def _show_table(self, name: str, closing: bool) -> bool:
        """False for what only breaks the line: rows without a table, tables in tables in …"""
        if name == "table" and not closing and len(self._tables) < _MOST_TABLES:
            self._break()
            self._tables.append(_Table())
        elif not self._tables:
            return False
        elif name == "table" and closing:
            self._end_table()
        elif name == "tr":
            self._end_row()
        elif closing:
            self._tables[-1].end_cell()
        elif name != "table":
            self._tables[-1].end_cell()
            self._tables[-1].cell = []
        return True

    def _end_row(self) -> None:
        row = self._tables[-1].end_row()
        if row:
            self._out.append(row)
            self._break()

    def _end_table(self) -> None:
        self._end_row()
        self._tables.pop()
        self._break()

    def _break(self) -> None:
        if self._out and not self._out[-1].endswith("\n"):
            self._out.append("\n")


def hidden_classes(source: str) -> frozenset[str]:
    """Classes that a style of the page hides."""
    found: set[str] = set()
    for start in list(re.finditer(r"<style", source, re.IGNORECASE))[:_MOST_STYLES]:
        style = source[start.end() : start.end() + _MOST_STYLE].partition("</")[0]
        found.update(name for name, rules in _CLASS_RULE.findall(style) if _HIDDEN.search(rules))
    return frozenset(found)


def _input(tag: str) -> str:
    kind = _value(tag, "type").lower()
    if kind in ("checkbox", "radio"):
        return TICKED if _has(tag, "checked") else EMPTY
    return _value(tag, "value") if kind in ("", "text", "number", "date") else ""


def _has(tag: str, name: str) -> bool:
    return re.search(rf"\s{name}(?:[\s=/>]|$)", tag, re.IGNORECASE) is not None


def _value(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", tag, re.I)
    return unescape(next((value for value in found.groups() if value), "")) if found else ""
