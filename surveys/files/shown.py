"""Where the places of a text stand on a page that shows it, as a browser counts them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass

from surveys.files.pages import PAGE, page_line

# A browser counts letters beyond the first plane twice; a page's begin is shown as a line.
_LONGER = re.compile(f"[{PAGE}\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Shown:
    """`length` of what is shown; `pages` are begin and end of each line that names a page."""

    length: int
    pages: tuple[tuple[int, int], ...]
    _places: tuple[int, ...]
    _longer: tuple[int, ...]

    def place(self, at: int) -> int:
        """Where the letter stands that is at this place of the text."""
        return at + self._longer[bisect_left(self._places, at)]


def shown_of(text: str) -> Shown:
    """In the reader's language, in which the lines of pages are written."""
    places: list[int] = []
    longer = [0]
    pages: list[tuple[int, int]] = []
    numbers = itertools.count(1)
    for found in _LONGER.finditer(text):
        at, more = found.start(), 1
        if found.group() == PAGE:
            more = len(page_line(next(numbers))) - 1
            pages.append((at + longer[-1], at + longer[-1] + more + 1))
        places.append(at)
        longer.append(longer[-1] + more)
    return Shown(len(text) + longer[-1], tuple(pages), tuple(places), tuple(longer))
