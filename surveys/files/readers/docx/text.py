"""The text of one part of a Word file, as its page shows it.

Deleted, moved-away and hidden text is left out, struck text stands between ~~. Cells of a row
are apart by tabs; a text box follows the paragraph that it is anchored in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveys.files.readers.boxes import plainly
from surveys.files.readers.docx.forms import (
    box_state,
    chosen,
    end_box,
    end_list,
    entry,
    field_mark,
    sign,
    start_form,
    start_list,
)
from surveys.files.readers.docx.frames import Frame, Row, Run
from surveys.files.readers.docx.styles import Numbering, Styles, is_on
from surveys.files.readers.package import plain
from surveys.files.readers.words import MOST_CHARACTERS, Enough

_SIGNS = {"br": "\n", "cr": "\n", "ptab": "\t", "noBreakHyphen": "-"}
# Tab stops are no tabs; a fallback repeats a text box for old programs; how to pronounce.
_UNSEEN = frozenset({"tabs", "Fallback", "del", "moveFrom", "rt", "delText", "instrText"})
_MOST_DEPTH = 200
_MOST_FIELD = 100
_FONTS = ("ascii", "hAnsi", "eastAsia", "cs")


class Text:
    """Listens to a part, and raises `Enough`; `heads`, `feet` and `foreign` are links to others."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self._frames = [Frame()]
        self._rows: list[Row] = []
        self._run = Run()
        self._unseen = self._size = 0
        self._open = self._in_run = self._in_row_facts = self._in_field = False
        self._field: list[str] = []
        self._box: dict[str, bool] = {}
        self._list: list[str] | None = None
        self.chosen = 0
        self._section: list[tuple[str, str, str]] = []
        self._first_page = False
        self.heads: list[str] = []
        self.feet: list[str] = []
        self.foreign: list[str] = []

    def finish(self) -> str:
        while len(self._frames) > 1:
            self._close_frame()
        return "\n".join(self._frames[0].lines)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._unseen += name in _UNSEEN
        self._open, self._in_field = name == "t", name == "instrText"
        begin = _STARTS.get(name)
        if begin is not None:
            begin(self, attributes)
        elif self._in_run and not self._hidden and name in _SIGNS:
            self._say(_SIGNS[name])

    def end(self, name: str) -> None:
        self._unseen -= name in _UNSEEN
        self._open = self._in_field = False
        finish = _ENDS.get(name)
        if finish is not None:
            finish(self)

    def data(self, text: str) -> None:
        if self._in_field and len(self._field) < _MOST_FIELD:
            self._field.append(text)
        if self._open and not self._hidden:
            shown = plainly(text, self._run.font)
            self._say(f"~~{shown}~~" if self._run.struck and shown.strip() else shown)

    @property
    def _frame(self) -> Frame:
        return self._frames[-1]

    @property
    def _hidden(self) -> bool:
        if self._unseen:
            return True
        if self._run.vanish is not None:
            return self._run.vanish
        return self._styles.hides(self._run.style) or self._styles.hides(self._frame.style)

    def _say(self, text: str) -> None:
        self._frame.line.append(text)
        self._size += len(text)
        if self._size > MOST_CHARACTERS:
            raise Enough

    def _close_frame(self) -> str:
        return "\n".join(self._frames.pop().lines)


def _start_run(text: Text, _attributes: Mapping[str, str]) -> None:
    text._run, text._in_run = Run(), True


def _end_run(text: Text) -> None:
    text._run, text._in_run = Run(), False


def _start_paragraph(text: Text, _attributes: Mapping[str, str]) -> None:
    text._frame.style, text._frame.num = "", {}


def _end_paragraph(text: Text) -> None:
    frame = text._frame
    num = frame.num or text._styles.numbers.get(frame.style, {})
    seen = "".join(frame.line).strip()
    number = text._numbering.next(num.get("numId", ""), num.get("ilvl", "0")) if seen else ""
    if not text._unseen:
        frame.end_line(number)
    frame.style, frame.num = "", {}


def _font(text: Text, attributes: Mapping[str, str]) -> None:
    named = plain(attributes)
    text._run.font = next((named[key] for key in _FONTS if key in named), "")


def _start_row_facts(text: Text, _attributes: Mapping[str, str]) -> None:
    text._in_row_facts = True


def _end_row_facts(text: Text) -> None:
    text._in_row_facts = False


def _deleted(text: Text, _attributes: Mapping[str, str]) -> None:
    if text._in_row_facts and text._rows:
        text._rows[-1].gone = True


def _start_row(text: Text, _attributes: Mapping[str, str]) -> None:
    text._rows.append(Row())


def _start_cell(text: Text, _attributes: Mapping[str, str]) -> None:
    if len(text._frames) > _MOST_DEPTH:
        raise ValueError("tables in tables without end")
    text._frames.append(Frame())


def _end_cell(text: Text) -> None:
    if text._rows:
        text._rows[-1].cells.append(text._close_frame())


def _end_row(text: Text) -> None:
    row = text._rows.pop() if text._rows else Row()
    # A letter laid out in a table of one cell keeps its lines.
    cells = [cell.strip("\n") for cell in row.cells]
    if len(cells) > 1:
        cells = [" ".join(cell.split("\n")) for cell in cells]
    if not (text._unseen or row.gone):
        text._frame.done.append("\t".join(cells))


def _start_drawing(text: Text, attributes: Mapping[str, str]) -> None:
    _start_cell(text, attributes)


def _end_drawing(text: Text) -> None:
    inside = text._close_frame()
    if not text._unseen:
        text._frame.later.append(inside)


def _reference(kind: str) -> Callable[[Text, Mapping[str, str]], None]:
    def note(text: Text, attributes: Mapping[str, str]) -> None:
        named = plain(attributes)
        text._section.append((kind, named.get("type", "default"), named.get("id", "")))

    return note


def _title_page(text: Text, attributes: Mapping[str, str]) -> None:
    text._first_page = is_on(attributes)


def _end_section(text: Text) -> None:
    """A header of a first page shows where the section has one; even ones repeat the others."""
    for kind, which, link in text._section:
        if which == "default" or (which == "first" and text._first_page):
            (text.heads if kind == "head" else text.feet).append(link)
    text._section, text._first_page = [], False


def _switch(name: str) -> Callable[[Text, Mapping[str, str]], None]:
    def note(text: Text, attributes: Mapping[str, str]) -> None:
        if not text._in_run:
            return  # of the paragraph's mark
        if name == "vanish":
            text._run.vanish = is_on(attributes)
        else:
            text._run.struck = is_on(attributes)

    return note


def _run_style(text: Text, attributes: Mapping[str, str]) -> None:
    text._run.style = plain(attributes).get("val", "")


def _paragraph_style(text: Text, attributes: Mapping[str, str]) -> None:
    text._frame.style = plain(attributes).get("val", "")


def _number(name: str) -> Callable[[Text, Mapping[str, str]], None]:
    def note(text: Text, attributes: Mapping[str, str]) -> None:
        text._frame.num[name] = plain(attributes).get("val", "")

    return note


def _foreign(text: Text, attributes: Mapping[str, str]) -> None:
    text.foreign.append(plain(attributes).get("id", ""))


def _tab(text: Text, _attributes: Mapping[str, str]) -> None:
    if text._in_run and not text._hidden:
        text._say("\t")


_STARTS: dict[str, Callable[[Text, Mapping[str, str]], None]] = {
    "r": _start_run,
    "p": _start_paragraph,
    "tab": _tab,
    "rFonts": _font,
    "sym": sign,
    "checkBox": start_form,
    "checked": box_state("checked"),
    "default": box_state("default"),
    "ddList": start_list,
    "result": chosen,
    "listEntry": entry,
    "tr": _start_row,
    "trPr": _start_row_facts,
    "del": _deleted,
    "fldChar": field_mark,
    "tc": _start_cell,
    "txbxContent": _start_drawing,
    "vanish": _switch("vanish"),
    "strike": _switch("strike"),
    "dstrike": _switch("strike"),
    "rStyle": _run_style,
    "pStyle": _paragraph_style,
    "numId": _number("numId"),
    "ilvl": _number("ilvl"),
    "headerReference": _reference("head"),
    "footerReference": _reference("foot"),
    "titlePg": _title_page,
    "altChunk": _foreign,
}
_ENDS: dict[str, Callable[[Text], None]] = {
    "r": _end_run,
    "p": _end_paragraph,
    "checkBox": end_box,
    "ddList": end_list,
    "tc": _end_cell,
    "tr": _end_row,
    "trPr": _end_row_facts,
    "txbxContent": _end_drawing,
    "sectPr": _end_section,
}
