"""Where a quotation stands in a text: exactly, whatever a font or a line end made of it.

Both are compared as their letters: NFKC and Unicode's EquivalentUnifiedIdeograph make one of
a character and its look-alikes, and no blank, line end or invisible sign counts anywhere.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.pages import PAGE, page_line
from surveys.files.radicals import EQUIVALENTS

# A citation is the passage that an answer rests on, not the whole document.
MOST_QUOTATION = 4_000
# Of an address, which anybody can make as long as he likes.
MOST_QUOTATIONS = 20
# A single letter stands everywhere; a page with more marks than this helps nobody.
MOST_MARKS = 2_000
# Zero-width signs, soft hyphens and controls; selectors of a character's look are marks (Mn).
_INVISIBLE = {"Cc", "Cf"}
_SELECTORS = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked where it is a quotation."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Letters:
    """A text as it is compared; `places` says where in it each of its letters stands, `pages`
    where its pages begin."""

    text: str
    letters: str
    places: array[int]
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """How many times a quotation stands in a text, and the pages it touches; a text without
    pages has none."""

    times: int
    pages: tuple[int, ...]


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


def letters_of(text: str) -> Letters:
    """The text without what does not count, in one pass."""
    letters: list[str] = []
    places = array("I")
    for place, char in enumerate(text):
        for letter in _letters(char):
            letters.append(letter)
            places.append(place)
    pages = tuple(begin.start() for begin in re.finditer(PAGE, text))
    return Letters(text, "".join(letters), places, pages)


def quotation_find(text: Letters, quotation: str) -> Found:
    """Where the quotation stands, at most 2,000 times; all its letters, one after another."""
    spans = list(itertools.islice(_spans(text, quotation), MOST_MARKS))
    pages: set[int] = set()
    if text.pages:
        for start, end in spans:
            first, last = (bisect_right(text.pages, place) for place in (start, end - 1))
            pages.update(range(max(first, 1), max(last, 1) + 1))
    return Found(len(spans), tuple(sorted(pages)))


def pieces_of(text: str | Letters, quotations: Iterable[str]) -> list[Piece]:
    """The text cut at every place where a quotation stands; at most 2,000 are marked."""
    read = letters_of(text) if isinstance(text, str) else text
    spans = [
        span
        for quotation in dict.fromkeys(quotations)
        for span in itertools.islice(_spans(read, quotation), MOST_MARKS)
    ]
    shown = read.text
    pieces: list[Piece] = []
    position = 0
    for start, end in sorted(spans)[:MOST_MARKS]:
        if end <= position:
            continue
        begin = max(start, position)
        pieces += [Piece(shown[position:begin]), Piece(shown[begin:end], marked=True)]
        position = end
    return _numbered([piece for piece in [*pieces, Piece(shown[position:])] if piece.text])


@lru_cache(maxsize=16_384)
def _letters(char: str) -> str:
    """What one character counts as: nothing, itself, or the letters that it stands for.

    Decomposed, so that an accent is the same whether it is part of its letter or follows it.
    """
    plain = unicodedata.normalize("NFKD", char)
    counted = [
        EQUIVALENTS.get(letter, letter)
        for letter in plain
        if not letter.isspace() and unicodedata.category(letter) not in _INVISIBLE
    ]
    return _SELECTORS.sub("", "".join(counted))


def _numbered(pieces: Iterable[Piece]) -> list[Piece]:
    """With a line that names the page at each place where one begins."""
    numbers = itertools.count(1)
    return [
        Piece(re.sub(PAGE, lambda _found: page_line(next(numbers)), piece.text), piece.marked)
        for piece in pieces
    ]


def _spans(text: Letters, quotation: str) -> Iterator[tuple[int, int]]:
    """Begin and end in the text; `str.find` stays linear where a pattern would not."""
    wanted = letters_of(quotation).letters
    found = text.letters.find(wanted) if wanted else -1
    while found >= 0:
        end = found + len(wanted)
        whole = _is_whole(text, found, end)
        if whole:
            yield text.places[found], text.places[end - 1] + 1
        found = text.letters.find(wanted, end if whole else found + 1)


def _is_whole(text: Letters, start: int, end: int) -> bool:
    """Whether no character is cut: "m2" stands in "㎡", "m" does not, nor "e" in "é"."""
    places = text.places
    if start > 0 and places[start - 1] == places[start]:
        return False
    if end == len(places):
        return True
    return places[end] != places[end - 1] and not unicodedata.combining(text.letters[end])
