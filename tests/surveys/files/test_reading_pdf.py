from __future__ import annotations

import pytest

from surveys.files.document import PDF
from surveys.files.quotation import Piece, pieces_of
from surveys.files.readers.pdf.document import MOST_PAGES, pdf_words
from surveys.files.reading import words_of
from tests.surveys.files.samples import pdf_file


def test_pages_of_a_chinese_letter() -> None:
    content = pdf_file("已成立专项领导小组。\n联系人：甲", "附件")
    assert pdf_words(content) == "\f已成立专项领导小组。\n联系人：甲\f附件"


def test_a_quotation_is_found_over_the_end_of_a_page() -> None:
    words = words_of(PDF.media_type, pdf_file("前 已成立", "领导小组 后"))
    assert words is not None
    assert pieces_of(words, ["已成立领导小组"]) == [
        Piece("\n[第 1 页]\n", page=1),
        Piece("前 "),
        Piece("已成立", marked=True),
        Piece("\n[第 2 页]\n", page=2),
        Piece("领导小组", marked=True),
        Piece(" 后"),
    ]


def test_a_scan_has_no_words_and_is_to_be_downloaded() -> None:
    assert pdf_words(pdf_file("", "")) == ""
    assert words_of(PDF.media_type, pdf_file("", "")) is None


def test_pages_are_bounded() -> None:
    assert pdf_words(pdf_file(*["页"] * (MOST_PAGES + 1))).count("\f") == MOST_PAGES


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"%PDF-" + b"a" * 1000, pdf_file("甲")[:200]])
def test_a_damaged_file_is_to_be_downloaded(content: bytes) -> None:
    assert words_of(PDF.media_type, content) is None
