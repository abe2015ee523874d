"""What a writer needs to know of a table; the same for every format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | None
# A spreadsheet runs a text that begins with one of these as a formula; a Chinese one those of full
# width as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Table:
    """A titled table; `header` and every row have the same length.

    `widths` are those of the first columns in characters; 0, or none, for as wide as the
    longest cell.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    widths: tuple[int, ...] = ()


def neutral(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that a spreadsheet would run, and before one that
    has such an apostrophe of its own: so the way back takes off the right one."""
    if isinstance(cell, str) and cell.lstrip("'").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
