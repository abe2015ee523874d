"""A quotation is marked where its letters are seen, line by line, however the page lies."""

from __future__ import annotations

import pytest

from surveys.files.page_box import PageBox
from surveys.files.page_marks import quotation_marks
from surveys.files.readers.images.letters import PARTS, page_letters
from surveys.limited.fault import Fault
from tests.surveys.files.images.scans import pdf_scan
from tests.surveys.files.samples import pdf_drawn, pdf_file

# Of a page of 595 × 842 points, twelve points high.
TEXT = pdf_file("首页", "经查，我市已成立专项领\n导小组，由市长任组长。")


def marks(content: bytes, quotation: str, number: int = 1) -> list[PageBox]:
    return quotation_marks(*page_letters(content, number), [quotation])


def test_letters_come_with_their_places() -> None:
    letters, edges = page_letters(TEXT, 2)
    assert letters == "经查，我市已成立专项领导小组，由市长任组长。"
    assert len(edges) == len(letters)
    for left, upper, right, lower in edges:
        assert 0 <= left <= right <= PARTS
        assert 0 <= upper <= lower <= PARTS
    assert page_letters(pdf_scan(1, 2), 1) == ("", [])
    with pytest.raises(Fault, match="no_page"):
        page_letters(TEXT, 3)


def test_each_line_of_a_quotation_has_its_own_mark() -> None:
    first, second = marks(TEXT, "专项领导 小组", 2)
    assert first.y < second.y
    assert first.x > second.x
    # Twelve points from the left edge at 50, eight letters before it.
    assert first.x == pytest.approx((50 + 8 * 12) / 595, abs=0.01)
    assert first.width == pytest.approx(3 * 12 / 595, abs=0.01)
    assert second.x == pytest.approx(50 / 595, abs=0.01)
    assert 0.03 < first.y < 0.06, "near the upper edge, as a reader counts"


def test_what_does_not_stand_there_has_none() -> None:
    assert marks(TEXT, "未成立专项领导小组", 2) == []
    assert marks(TEXT, "专项领导小组", 1) == []
    assert marks(TEXT, "", 2) == []


def test_it_is_marked_as_often_as_it_stands_there() -> None:
    twice = pdf_drawn([(50, 700, "市长"), (300, 100, "市长")])
    upper, lower = marks(twice, "市长")
    assert (upper.x < lower.x, upper.y < lower.y) == (True, True)


def test_on_a_turned_page_the_mark_turns_along() -> None:
    upright, turned = TEXT, TEXT.replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    (mark,) = marks(upright, "经查", 2)
    (other,) = marks(turned, "经查", 2)
    assert other.x == pytest.approx(1 - mark.y - mark.height, abs=0.002)
    assert other.y == pytest.approx(mark.x, abs=0.002)
    assert other.height > other.width


def test_what_is_cropped_away_has_no_mark() -> None:
    cropped = TEXT.replace(
        b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 595 842]/CropBox[0 0 595 400]"
    )
    assert marks(cropped, "经查", 2) == []
