"""Where on its page a quotation is seen: a box for each line of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from surveys.files.page_box import DIGITS, PageBox
from surveys.files.quotation import letters_of, spans_of

# Left, upper, right and lower edge, in ten-thousandths of the page.
Edges = Sequence[int]
_WHOLE = 10**DIGITS
# Of one page; more marks help nobody.
_MOST_LINES = 200
# How much higher a line may be than its next letter, which may be a comma.
_ONE_LETTER = 8


def quotation_marks(
    letters: str, edges: Sequence[Edges], quotations: Iterable[str]
) -> list[PageBox]:
    """Of each place where one of the quotations stands whole on the page; `edges` are those of
    each of the letters."""
    read = letters_of(letters)
    lines: list[list[int]] = []
    for quotation in quotations:
        for start, end in spans_of(read, [quotation]):
            lines += _lines(edges[start:end])
    return [box for line in lines[:_MOST_LINES] if (box := _box(line)) is not None]


def _lines(edges: Sequence[Edges]) -> list[list[int]]:
    """Letters that stand beside each other, put together; on a turned page below each other."""
    lines: list[list[int]] = []
    for letter in edges:
        if lines and (_goes_on(lines[-1], letter) or _goes_on(_turned(lines[-1]), _turned(letter))):
            (left, upper, right, lower), line = letter, lines[-1]
            line[:2] = [min(line[0], left), min(line[1], upper)]
            line[2:] = [max(line[2], right), max(line[3], lower)]
        else:
            lines.append([*letter])
    return lines


def _goes_on(line: Sequence[int], letter: Edges) -> bool:
    """Whether the letter stands right of a line that is one letter high."""
    left, upper, _right, lower = letter
    level = line[1] <= (upper + lower) / 2 <= line[3]
    return level and left >= line[0] and line[3] - line[1] <= _ONE_LETTER * max(lower - upper, 1)


def _turned(edges: Edges) -> Edges:
    left, upper, right, lower = edges
    return upper, left, lower, right


def _box(line: Sequence[int]) -> PageBox | None:
    """Within the page; None for what is cropped away."""
    left, upper, right, lower = (min(max(edge, 0), _WHOLE) for edge in line)
    if right <= left or lower <= upper:
        return None
    sides = (left, upper, right - left, lower - upper)
    return PageBox(*(side / _WHOLE for side in sides))
