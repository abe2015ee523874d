"""Where OFD files draw their letters, and which letter a mark stands by."""

from __future__ import annotations

import pytest

from surveys.files.readers.ofd import _Page
from surveys.files.readers.pdf.place import Glyph, placed


def drawn(attributes: str = "", **code: str) -> _Page:
    page = _Page()
    page.start("TextObject", {"Boundary": "10 20 80 6", "Size": "4", "CTM": attributes})
    page.start("TextCode", {"X": "1", "Y": "2", **code})
    page.data("甲a")
    page.end("TextCode")
    return page


@pytest.mark.parametrize(
    ("turn", "left", "base", "right", "size"),
    [
        ("", 11, 22, 17, 4),
        ("2 0 0 3 5 7", 17, 33, 17 + 36, 12),
        ("2 4 8 3 5 7", 10 + 2 + 16 + 5, 20 + 4 + 6 + 7, 33 + 36, 12),
        ("0 1 -1 0 5 7", 10 - 2 + 5, 20 + 1 + 7, 13 + 6, 4),
        ("2 0 0 3 5", 11, 22, 17, 4),
    ],
)
def test_where_an_ofd_draws_its_letters(
    turn: str, left: float, base: float, right: float, size: float
) -> None:
    piece = drawn(turn).pieces[0]
    assert (piece.left, piece.base, piece.right, piece.size) == (left, base, right, size)


@pytest.mark.parametrize(
    ("steps", "right"), [("6", 21), ("6 1", 22), ("g 1 6", 17), ("", 17), ("x", 17)]
)
def test_how_wide_an_ofd_draws_them(steps: str, right: float) -> None:
    assert drawn(DeltaX=steps).pieces[0].right == right


@pytest.mark.parametrize(("boundary", "left"), [("3 4", 14), ("3", 11), ("", 11)])
def test_where_an_annotation_begins(boundary: str, left: float) -> None:
    page = _Page()
    page.start("Appearance", {"Boundary": boundary})
    page.start("TextObject", {"Boundary": "10 20 80 6"})
    page.start("TextCode", {"X": "1", "Y": "2"})
    page.data("甲")
    assert page.pieces[0].left == left


def glyph(text: str, left: float) -> Glyph:
    return Glyph(text, left, 790, left + 10, 800)


@pytest.mark.parametrize(
    ("left", "text"), [(12, "甲☑乙"), (11, "甲☑乙"), (13, "甲☑乙"), (30, "甲乙☑"), (-20, "☑甲乙")]
)
def test_a_mark_stands_by_its_nearest_letter(left: float, text: str) -> None:
    assert placed([glyph("甲", 0), glyph("乙", 24)], [glyph("☑", left)]) == text
