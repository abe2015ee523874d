from __future__ import annotations

import pytest

from surveys.reading import Piece, pieces_of, words_of


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
    assert len(words_of("text/plain", b"a" * 300_000)) == 200_000
