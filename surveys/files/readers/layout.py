"""Pieces of text by their places on a page, as lines that a reader reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Of the height of the letters: baselines apart by less are one line, blanks wider are columns.
_LINE = 0.5
_COLUMN = 1.2
_BLANK = 0.3
_ENDS_LABEL = ("：", ":")
MOST_PIECES = 200_000


@dataclass(frozen=True)
class Piece:
    """Places in any unit, from the left and from the top; `size` is the height of letters."""

    text: str
    left: float
    base: float
    right: float
    size: float


def lines_of(pieces: Iterable[Piece]) -> Iterator[str]:
    """From top to bottom, each from left to right, with a tab before another column."""
    waiting = sorted(pieces, key=lambda piece: piece.base)[:MOST_PIECES]
    line: list[Piece] = []
    for piece in waiting:
        if line and piece.base - line[-1].base > _LINE * min(piece.size, line[-1].size):
            yield _joined(line)
            line = []
        line.append(piece)
    if line:
        yield _joined(line)


def _joined(line: list[Piece]) -> str:
    text, end = "", 0.0
    last: Piece | None = None
    for piece in sorted(line, key=lambda piece: piece.left):
        if last is not None and _is_shadow(piece, last):
            continue
        gap = piece.left - end if last is not None else 0.0
        # What a label names stands behind it, however far.
        if text and not text.endswith(_ENDS_LABEL):
            text += "\t" if gap > _COLUMN * piece.size else ""
            text += " " if _BLANK * piece.size < gap <= _COLUMN * piece.size else ""
        text += piece.text
        end, last = max(piece.right, end), piece
    return text


def _is_shadow(piece: Piece, other: Piece) -> bool:
    """Drawn twice to look bold, a word is still one."""
    near = 0.2 * piece.size
    return (
        piece.text == other.text
        and abs(piece.left - other.left) < near
        and abs(piece.base - other.base) < near
    )
