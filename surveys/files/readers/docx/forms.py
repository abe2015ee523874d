"""Signs and form fields of a Word file: what the program draws stands in no text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from surveys.files.readers.boxes import CROSSED, EMPTY, TICKED, plainly
from surveys.files.readers.boxes import symbol as drawn
from surveys.files.readers.docx.styles import is_on
from surveys.files.readers.package import plain

_OVER = re.compile(r"^\s*eq\s*\\o(?:\\a[clr])*\s*\(([^,()]*),([^()]*)\)", re.IGNORECASE)


class Text(Protocol):
    """What signs and fields write into, and what they remember there while it is read."""

    _box: dict[str, bool]
    _field: list[str]
    _list: list[str] | None
    chosen: int

    @property
    def _hidden(self) -> bool: ...
    def _say(self, text: str) -> None: ...


def sign(text: Text, attributes: Mapping[str, str]) -> None:
    named = plain(attributes)
    try:
        code = int(named.get("char", ""), 16)
    except ValueError:
        return
    if not text._hidden and 0 < code < 0x11_0000:
        text._say(plainly(drawn(named.get("font", ""), code), ""))


def start_form(text: Text, _attributes: Mapping[str, str]) -> None:
    text._box = {}


def end_box(text: Text) -> None:
    """A form's box, drawn by the program: the state stands in the file, the sign does not."""
    if not text._hidden:
        text._say(TICKED if text._box.get("checked", text._box.get("default", False)) else EMPTY)


def box_state(name: str) -> Callable[[Text, Mapping[str, str]], None]:
    def note(text: Text, attributes: Mapping[str, str]) -> None:
        text._box[name] = is_on(attributes)
        if name == "default":  # of a list too, which begins anew with each
            chosen(text, attributes)

    return note


def field_mark(text: Text, attributes: Mapping[str, str]) -> None:
    """A field that draws one sign over another has no text; Chinese forms tick boxes with it."""
    found = _OVER.search("".join(text._field))
    text._field = []
    if found is not None and not text._hidden:
        under, over = found[1].strip(), found[2].strip()
        boxed = {"√": TICKED, "✓": TICKED, "✔": TICKED, "×": CROSSED, "✗": CROSSED, "": EMPTY}
        text._say(boxed.get(over, over) if under in ("□", "☐") else over)


def start_list(text: Text, _attributes: Mapping[str, str]) -> None:
    text._list, text.chosen = [], 0


def chosen(text: Text, attributes: Mapping[str, str]) -> None:
    value = plain(attributes).get("val", "")
    text.chosen = int(value) if value.isdigit() and len(value) < 6 else 0


def entry(text: Text, attributes: Mapping[str, str]) -> None:
    if text._list is not None:
        text._list.append(plain(attributes).get("val", ""))


def end_list(text: Text) -> None:
    if text._list and text.chosen < len(text._list) and not text._hidden:
        text._say(text._list[text.chosen])
    text._list = None
