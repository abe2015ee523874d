"""Where a quotation stands in a text; blanks and line breaks may differ."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.pages import PAGE, page_line

# A citation is the passage that an answer rests on, not the whole document.
MOST_QUOTATION = 4_000
# Of an address, which anybody can make as long as he likes.
MOST_QUOTATIONS = 20
# A single letter stands everywhere; a page with more marks than this helps nobody.
MOST_MARKS = 2_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked where it is a quotation."""

    text: str
    marked: bool = False


def quotation_check(quotation: str) -> None:
    if len(quotation) > MOST_QUOTATION:
        raise Refused(
            _(
                "A quotation holds at most %(limit)d characters. Paste only the passage that the"
                " answer rests on."
            )
            % {"limit": MOST_QUOTATION},
            field="proof",
        )


def pieces_of(text: str, quotations: Iterable[str]) -> list[Piece]:
    """The text cut at every place where a quotation stands; at most 2,000 are marked."""
    # The text without blanks, and where each of its letters stands in the text.
    letters = "".join(text.split())
    places = [place for place, char in enumerate(text) if not char.isspace()]
    spans = [
        span
        for quotation in dict.fromkeys(quotations)
        for span in _spans(letters, places, "".join(quotation.split()))
    ]
    pieces: list[Piece] = []
    position = 0
    for start, end in sorted(spans)[:MOST_MARKS]:
        if end <= position:
            continue
        begin = max(start, position)
        pieces += [Piece(text[position:begin]), Piece(text[begin:end], marked=True)]
        position = end
    return _numbered([piece for piece in [*pieces, Piece(text[position:])] if piece.text])


def _numbered(pieces: Iterable[Piece]) -> list[Piece]:
    """With a line that names the page at each place where one begins."""
    numbers = itertools.count(1)
    return [
        Piece(re.sub(PAGE, lambda _found: page_line(next(numbers)), piece.text), piece.marked)
        for piece in pieces
    ]


def _spans(letters: str, places: Sequence[int], wanted: str) -> Iterator[tuple[int, int]]:
    """Begin and end in the text; `str.find` stays linear where a pattern would not."""
    found = letters.find(wanted) if wanted else -1
    while found >= 0:
        end = found + len(wanted)
        yield places[found], places[end - 1] + 1
        found = letters.find(wanted, end)
