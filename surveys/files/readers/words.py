"""Text that is collected, up to what is read of a document."""

from __future__ import annotations

# A text of five megabytes, and a book of a thousand pages.
MOST_CHARACTERS = 6_000_000
# Begins a page: a blank, so that a quotation over the end of a page is still found.
PAGE = "\f"
# Stands for a line that cannot be read, in a text that can.
UNREADABLE = "\ufffc"


class Enough(Exception):
    """More words than are read."""


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
