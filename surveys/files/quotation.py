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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
# Letters before and after a quotation that are kept with it.
CONTEXT = 32
MOST_CONTEXT = 100
# Zero-width signs, soft hyphens and controls; selectors of a character's look are marks (Mn).
_INVISIBLE = {"Cc", "Cf"}
_SELECTORS = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked where it is a quotation; with a `page` it is the line that
    names the page which begins there, no words of the document."""

    text: str
    marked: bool = False
    page: int | None = None


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


@dataclass(frozen=True)
class Anchor:
    """One place of a quotation: the letters before it are counted (`start`) and its neighbours
    kept, as W3C's text position and text quote selectors do. None and empty where not said."""

    start: int | None = None
    prefix: str = ""
    suffix: str = ""


NOT_SAID = Anchor()


@dataclass(frozen=True)
class Place:
    """Where a quotation stands: its anchor, the page on which it begins, its span in the text."""

    anchor: Anchor
    page: int | None
    span: tuple[int, int]


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
    return found_of(text, places_of(text, quotation))


def found_of(text: Letters, places: Sequence[Place]) -> Found:
    pages: set[int] = set()
    if text.pages:
        for place in places:
            first, last = (_page(text, at) for at in (place.span[0], place.span[1] - 1))
            pages.update(range(first, last + 1))
    return Found(len(places), tuple(sorted(pages)))


def places_of(text: Letters, quotation: str) -> list[Place]:
    """Every place of the quotation in the order of the text, at most 2,000."""
    return [
        _place(text, start, end)
        for start, end in itertools.islice(_stretches(text, quotation), MOST_MARKS)
    ]


def place_meant(places: Sequence[Place], anchor: Anchor, page: int | None) -> Place | None:
    """The one place that is meant; None where the words stand nowhere, or at several places and
    neither anchor nor page tells them apart. Likeness decides nothing.

    A place that was counted counts while its neighbours are the same: another reading of the
    same file may count otherwise.
    """
    if len(places) < 2:
        return next(iter(places), None)
    told = [place for place in places if _agrees(place.anchor, anchor)]
    counted = [place for place in told if place.anchor.start == anchor.start]
    if counted:
        return counted[0]
    if len(told) == 1 and (anchor.prefix or anchor.suffix):
        return told[0]
    on_page = [place for place in told or places if page is not None and place.page == page]
    return on_page[0] if len(on_page) == 1 else None


def spans_of_words(text: Letters, words: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each place of the words, whatever the case of their letters."""
    return _spans(replace(text, letters=_lowered(text.letters)), _lowered(words))


def spans_of(text: str | Letters, quotations: Iterable[str | Place]) -> list[tuple[int, int]]:
    """Where they stand in the text, in its order; at most 2,000."""
    wanted = list(dict.fromkeys(quotations))
    if not wanted:
        return []
    read = letters_of(text) if isinstance(text, str) else text
    spans = [
        span
        for quotation in wanted
        for span in (
            [quotation.span]
            if isinstance(quotation, Place)
            else itertools.islice(_spans(read, quotation), MOST_MARKS)
        )
    ]
    return sorted(spans)[:MOST_MARKS]


def pieces_of(text: str | Letters, quotations: Iterable[str | Place]) -> list[Piece]:
    """The text cut at every place where a quotation stands, or at the places given."""
    shown = text if isinstance(text, str) else text.text
    return pieces_between(shown, spans_of(text, quotations), (0, len(shown)))


def pieces_between(
    shown: str, spans: Iterable[tuple[int, int]], stretch: tuple[int, int]
) -> list[Piece]:
    """The same of one stretch of the text; its pages are numbered as in the whole."""
    pieces: list[Piece] = []
    position, last = stretch
    for start, end in spans:
        if end <= position or start >= last:
            continue
        begin, until = max(start, position), min(end, last)
        pieces += [Piece(shown[position:begin]), Piece(shown[begin:until], marked=True)]
        position = until
    return _numbered([*pieces, Piece(shown[position:last])], shown.count(PAGE, 0, stretch[0]) + 1)


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


def _numbered(pieces: Iterable[Piece], first_page: int) -> list[Piece]:
    """With a line that names the page at each place where one begins."""
    numbers = itertools.count(first_page)
    found: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split(PAGE)
        found.append(Piece(first, piece.marked))
        for text in others:
            number = next(numbers)
            found += [Piece(page_line(number), page=number), Piece(text, piece.marked)]
    return [piece for piece in found if piece.text]


def _lowered(text: str) -> str:
    """In small letters, each in the place where it was."""
    small = text.lower()
    return small if len(small) == len(text) else text


def _spans(text: Letters, quotation: str) -> Iterator[tuple[int, int]]:
    """Begin and end in the text."""
    for start, end in _stretches(text, quotation):
        yield text.places[start], text.places[end - 1] + 1


def _stretches(text: Letters, quotation: str) -> Iterator[tuple[int, int]]:
    """Begin and end among the letters; `str.find` stays linear where a pattern would not."""
    wanted = letters_of(quotation).letters
    found = text.letters.find(wanted) if wanted else -1
    while found >= 0:
        end = found + len(wanted)
        whole = _is_whole(text, found, end)
        if whole:
            yield found, end
        found = text.letters.find(wanted, end if whole else found + 1)


def _place(text: Letters, start: int, end: int) -> Place:
    places, shown = text.places, text.text
    span = places[start], places[end - 1] + 1
    before = shown[places[max(start - CONTEXT, 0)] : span[0]] if start else ""
    last = min(end + CONTEXT, len(places)) - 1
    after = shown[span[1] : places[last] + 1] if end < len(places) else ""
    anchor = Anchor(start, _one_line(before), _one_line(after))
    return Place(anchor, _page(text, span[0]) if text.pages else None, span)


def _page(text: Letters, position: int) -> int:
    return max(bisect_right(text.pages, position), 1)


def _one_line(text: str) -> str:
    """Without what does not count but the blanks between words."""
    return " ".join(text.split())[:MOST_CONTEXT]


def _agrees(place: Anchor, asked: Anchor) -> bool:
    """Whether the neighbours asked for, where any are, are those of the place."""
    before, after = (letters_of(text).letters for text in (asked.prefix, asked.suffix))
    has_before = letters_of(place.prefix).letters.endswith(before[-CONTEXT:])
    return has_before and letters_of(place.suffix).letters.startswith(after[:CONTEXT])


def _is_whole(text: Letters, start: int, end: int) -> bool:
    """Whether no character is cut: "m2" stands in "㎡", "m" does not, nor "e" in "é"."""
    places = text.places
    if start > 0 and places[start - 1] == places[start]:
        return False
    if end == len(places):
        return True
    return places[end] != places[end - 1] and not unicodedata.combining(text.letters[end])
