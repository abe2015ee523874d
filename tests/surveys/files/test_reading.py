from __future__ import annotations

import logging

import pytest

from surveys.files.document import EML, XLSX
from surveys.files.quotation import MOST_MARKS, Piece, pieces_of
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.files.reading import words_of
from tests.surveys.files.samples import zip_file


def marked(text: str, *quotations: str) -> list[str]:
    return [piece.text for piece in pieces_of(text, quotations) if piece.marked]


def test_the_pieces_are_the_text() -> None:
    pieces = pieces_of("一二三四五", ["二三"])
    assert pieces == [Piece("一"), Piece("二三", marked=True), Piece("四五")]


@pytest.mark.parametrize(
    ("text", "quotation", "found"),
    [
        ("甲 乙\n丙", "甲乙丙", ["甲 乙\n丙"]),
        ("甲乙丙", "甲 乙 丙", ["甲乙丙"]),
        ("a.b a+b", "a.b", ["a.b"]),
        ("甲乙甲乙", "甲乙", ["甲乙", "甲乙"]),
        ("甲乙", "丙", []),
        ("甲乙", "  ", []),
        ("", "甲", []),
    ],
)
def test_blanks_do_not_matter_and_letters_do(text: str, quotation: str, found: list[str]) -> None:
    assert marked(text, quotation) == found


def test_quotations_that_overlap_are_marked_once() -> None:
    pieces = pieces_of("甲乙丙丁", ["甲乙丙", "乙丙丁"])
    assert "".join(piece.text for piece in pieces) == "甲乙丙丁"
    assert all(piece.marked for piece in pieces)


def test_a_quotation_that_almost_stands_everywhere_is_looked_for_once() -> None:
    """As a pattern it was tried at each letter anew: half a minute for 40,000 of them."""
    text = "a " * 100_000
    assert marked(text, "a" * 50_000 + "b") == []
    assert marked(text, "a" * 100_000) == [text.rstrip()]


def test_a_letter_that_stands_everywhere_is_not_marked_without_end() -> None:
    text = "的甲" * 50_000
    assert len(marked(text, "的")) == MOST_MARKS
    assert "".join(piece.text for piece in pieces_of(text, ["的"])) == text


def test_html_gives_what_a_reader_sees() -> None:
    page = "<html><head><title>t</title><style>x{}</style></head><body><p>甲<b>乙</b></p>"
    page += "<script>丙</script><div>丁 &amp; 戊</div></body></html>"
    assert words_of("text/html", page.encode()) == "甲乙\n丁 & 戊"


def test_html_without_the_end_of_its_head_is_still_read() -> None:
    assert words_of("text/html", "<html><head><body><p>甲".encode()) == "甲"


def test_gb18030_is_read() -> None:
    assert words_of("text/plain", "答复".encode("gb18030")) == "答复"


def test_a_mail_gives_head_and_plain_part() -> None:
    mail = "From: a@example.cn\r\nSubject: =?utf-8?b?562U5aSN?=\r\n"
    mail += "Content-Type: text/plain; charset=utf-8\r\n\r\n已成立\r\n"
    assert words_of("message/rfc822", mail.encode()) == (
        "From: a@example.cn\nSubject: 答复\n\n已成立\n"
    )


def test_a_very_long_text_is_cut() -> None:
    assert words_of("text/plain", b"a" * (MOST_CHARACTERS + 9)) == "a" * MOST_CHARACTERS


def test_what_defeats_its_reader_is_to_be_downloaded(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert words_of(XLSX.media_type, zip_file({"xl/workbook.xml": "<x></y>"})) is None
    assert "cannot be read" in caplog.text


def test_a_mail_of_mails_of_mails_is_to_be_downloaded() -> None:
    assert words_of(EML.media_type, b"Content-Type: message/rfc822\n\n" * 5000) is None


def test_other_types_have_no_words_here() -> None:
    assert words_of("image/png", b"x") is None
