"""Text that is collected, up to what a page shows."""

from __future__ import annotations

MOST_CHARACTERS = 200_000
# Begins a page: a blank, so that a quotation over the end of a page is still found.
PAGE = "\f"
# Stands for a line that cannot be read, in a text that can.
UNREADABLE = "\ufffc"


class Enough(Exception):
    """More words than a page shows."""


class Words:
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
