"""Where marks stand between the letters of a page.

The library gives letters in the order in which they were written, which is right for columns
and tables; boxes and what was filled in are often written last, and are put back here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from surveys.files.readers.boxes import CROSSED, EMPTY, TICKED, plainly

_MOST_MARKS = 200
_BOXES = frozenset("□☐☑☒■▢◻⬜")
_EMPTY_BOXES = frozenset("□☐▢◻⬜")
_TICKS, _CROSSES = frozenset("√✓✔"), frozenset("✗✘×╳X")
_ENDS_LABEL = ("：", ":")
_MOST_LINES = 400
_NEAR = 1.5  # times the height of a letter


@dataclass(frozen=True)
class Glyph:
    """A character, or a mark of more; without a size it is a blank of the library's."""

    text: str
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    font: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def holds(self, other: Glyph) -> bool:
        x, y = other.middle
        slack = 0.2 * self.height
        across = self.left - slack <= x <= self.right + slack
        return across and self.bottom - slack <= y <= self.top + slack

    def level(self, other: Glyph) -> bool:
        """Whether both stand on one line."""
        y, own = other.middle[1], self.middle[1]
        return abs(y - own) < 0.6 * max(self.height, other.height)


def placed(glyphs: Sequence[Glyph], marks: Iterable[Glyph]) -> str:
    """The text of a page with each box and field where a reader sees it."""
    own = _behind_labels([_shown(glyph) for glyph in glyphs])
    boxes, own = _merged([*marks], own)
    text: list[Glyph] = []
    for place, glyph in enumerate(own):
        if _is_box(glyph) and len(boxes) < _MOST_MARKS and not _in_place(own, place):
            boxes.append(glyph)
        else:
            text.append(glyph)
    return _with_marks(text, boxes[:_MOST_MARKS])


def _shown(glyph: Glyph) -> Glyph:
    text = plainly(glyph.text, glyph.font)
    return glyph if text == glyph.text else replace(glyph, text=text)


def _behind_labels(glyphs: list[Glyph]) -> list[Glyph]:
    """A line that ends with a colon names what stands right of it, whenever that was written."""
    lines: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        lines[-1].append(glyph)
        if glyph.text == "\n":
            lines.append([])
    follows = _values([[glyph for glyph in line if glyph.text.strip()] for line in lines])
    order: list[Glyph] = []
    for place in range(len(lines)):
        here: int | None = None if place in follows.values() else place
        while here is not None:
            line, here = lines[here], follows.get(here)
            order += line if here is None else [g for g in line if g.text not in ("\r", "\n")]
    return order


def _values(lines: list[list[Glyph]]) -> dict[int, int]:
    """For each line that is a label, the line with its value."""
    found: dict[int, int] = {}
    for place, label in enumerate(lines[:_MOST_LINES]):
        if not label or label[-1].text not in _ENDS_LABEL:
            continue
        right = [
            (other[0].left, number)
            for number, other in enumerate(lines[:_MOST_LINES])
            if other and other[0].level(label[-1]) and other[0].left >= label[-1].right
        ]
        if right and min(right)[1] not in found.values():
            found[place] = min(right)[1]
    return found


def _is_box(glyph: Glyph) -> bool:
    return glyph.text in _BOXES or glyph.text in _TICKS or glyph.text in ("✗", "✘")


def _merged(marks: list[Glyph], glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """A tick that is written over an empty box is one ticked box."""
    ticks = [glyph for glyph in glyphs if glyph.text and glyph.text in _TICKS | _CROSSES]
    used: set[int] = set()

    def ticked(box: Glyph) -> Glyph:
        if box.text not in _EMPTY_BOXES:
            return box
        over = next((t for t in ticks if id(t) not in used and box.holds(t)), None)
        if over is None:
            return replace(box, text=EMPTY) if box in marks else box
        used.add(id(over))
        return replace(box, text=TICKED if over.text in _TICKS else CROSSED)

    if not ticks:
        return marks, glyphs
    marks = [ticked(mark) for mark in marks]
    glyphs = [ticked(glyph) for glyph in glyphs]
    return marks, [glyph for glyph in glyphs if id(glyph) not in used]


def _in_place(glyphs: Sequence[Glyph], place: int) -> bool:
    """Whether its nearest neighbour on the page is its neighbour in the text too."""
    mark = glyphs[place]
    x = mark.middle[0]
    nearest = min(
        (g for g in glyphs if g is not mark and g.text.strip() and g.level(mark)),
        key=lambda glyph: _gap(mark, glyph),
        default=None,
    )
    if nearest is None or _gap(mark, nearest) > _NEAR * mark.height:
        return True  # in a cell of its own
    before = next((g for g in reversed(glyphs[:place]) if g.text.strip()), None)
    after = next((g for g in glyphs[place + 1 :] if g.text.strip()), None)
    return nearest is (after if nearest.middle[0] > x else before)


def _gap(mark: Glyph, glyph: Glyph) -> float:
    return max(glyph.left - mark.right, mark.left - glyph.right)


def _with_marks(text: list[Glyph], marks: list[Glyph]) -> str:
    before: dict[int, list[Glyph]] = defaultdict(list)
    for mark in marks:
        before[_place_of(text, mark)].append(mark)
    parts: list[str] = []
    for place in range(len(text) + 1):
        for mark in sorted(before.get(place, ()), key=lambda one: one.left):
            alone = place == len(text) and not any(mark.level(g) for g in text if g.text.strip())
            parts.append("\n" + mark.text if alone else mark.text)
        if place < len(text):
            parts.append(text[place].text)
    return "".join(parts)


def _place_of(text: list[Glyph], mark: Glyph) -> int:
    """Before its neighbour on the right or behind the one on the left, whichever is nearer;
    where the line is empty, at the end."""
    x = mark.middle[0]
    best, nearest = len(text), float("inf")
    for place, glyph in enumerate(text):
        if not glyph.text.strip() or not glyph.level(mark):
            continue
        ahead = glyph.middle[0] > x
        gap = abs(glyph.left - mark.right if ahead else mark.left - glyph.right)
        if gap < nearest:
            best, nearest = (place if ahead else place + 1), gap
    return best
