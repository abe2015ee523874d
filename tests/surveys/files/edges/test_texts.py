"""The last letters, lines and mails that each reader takes, and the first that it does not."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from surveys.files.readers import mail, mime, words
from surveys.files.readers.boxes import plainly
from surveys.files.readers.docx.styles import Numbering, Styles
from surveys.files.readers.docx.text import Text
from surveys.files.readers.html import html_words
from surveys.files.readers.legible import legible
from surveys.files.readers.plain import _is_mostly_utf, strangeness
from surveys.files.readers.words import Enough, Words


@pytest.mark.parametrize(
    ("text", "words"),
    [("\xfe\xff", "☑"), ("\u0100", "\u0100"), ("\uf0fe\uf0ff", "☑"), ("\uf000", "")],
)
def test_letters_of_a_symbol_font(text: str, words: str) -> None:
    assert plainly(text, "Wingdings") == words


def test_words_are_collected_up_to_what_a_page_shows() -> None:
    taken = Words()
    taken.add("字" * words.MOST_CHARACTERS)
    with pytest.raises(Enough):
        taken.add("字")
    part = Text(Styles(), Numbering())
    part._say("字" * words.MOST_CHARACTERS)
    with pytest.raises(Enough):
        part._say("字")


@pytest.mark.parametrize(
    ("letters", "odd", "is_mostly"),
    [(2, 1, False), (3, 1, True), (4, 2, False), (5, 2, True), (0, 0, False)],
)
def test_a_text_with_odd_bytes_is_utf_8_by_its_letters(
    letters: int, odd: int, is_mostly: bool
) -> None:
    assert _is_mostly_utf("字".encode() * letters + b"a\x7f\xff" * odd) is is_mostly


@pytest.mark.parametrize(
    ("foreign", "odd", "share"), [(0, 1, 1 / 50), (49, 1, 1 / 50), (50, 1, 1 / 51), (99, 0, 0)]
)
def test_the_share_of_letters_that_fit_no_encoding(foreign: int, odd: int, share: float) -> None:
    assert strangeness("\x80" * foreign + "\x7f\ufffd" * odd) == share


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("甲<!---->乙", "甲乙"),
        ("甲<!--->乙-->丙", "甲丙"),
        ("甲<!-- <p> -->乙", "甲乙"),
        ("甲<!-->乙", "甲"),
        ("甲<div hidden>乙<div>丙</div>丁</div>戊", "甲戊"),
        ("<style>.off{display:none}</style>甲<p class='on off'>乙</p>丙", "甲丙"),
        ("<style>.off{display:none}</style>甲<p class='on'>乙</p>丙", "甲\n乙\n丙"),
        ("甲<input type=date value=乙><input type=hidden value=丙>", "甲乙"),
        ("甲<input value=乙><input type=number value=3>", "甲乙3"),
    ],
)
def test_markup_that_is_not_seen(source: str, text: str) -> None:
    assert html_words(source) == text


@pytest.mark.parametrize(("deep", "text"), [(29, "甲\n乙"), (30, "甲\n乙"), (31, "甲\n乙")])
def test_tables_in_tables(deep: int, text: str) -> None:
    source = "<table><tr><td>" * deep + "甲" + "</td></tr></table>" * deep + "乙"
    assert html_words(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<table><tr><td>甲<table><tr><td>乙</td></tr></table>丙</td><td>丁</td></tr></table>戊",
         "甲 乙 丙\t丁\n戊"),
        ("<table><tr><td>甲</td></tr></table>乙<table><tr><td>丙</td></tr></table>", "甲\n乙\n丙"),
        ("<table><tr><td>甲<tr><td>乙</table>丙", "甲\n乙\n丙"),
        ("<table><td>甲<table><td>乙<td>丙<tr><td>丁</table><td>戊", "甲 乙\t丙 丁\t戊"),
    ],
)  # fmt: skip
def test_tables_in_cells_end_with_their_table(source: str, text: str) -> None:
    assert html_words(source) == text


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("\xa1\xff\xa1\xff", True),
        ("\xa1\xff\xa1", False),
        ("\xa1\xff\xa1\xffabcd", True),
        ("\xa1\xff\xa1\xffabcde", False),
        ("\u0100\xa0\u0100\u0100", False),
        ("ԱაሀԱ", True),  # three scripts, none of them usual
        ("ԱაԱა", False),  # two
        ("Աაሀ", False),
        ("1Աაሀ2", False),
        ("中a国Աb人c大d", False),  # a name among others
        ("中Ա国ა人Ա大ა会Ա", True),
    ],
)
def test_a_line_of_letters_that_are_none(line: str, strange: bool) -> None:
    shown = legible(f"{line}\n某市人民政府办公室的答复如下")
    assert ("\ufffc" in shown) is strange


@pytest.mark.parametrize(
    ("breaks", "is_read"), [(mime.MOST_LINES, True), (mime.MOST_LINES + 1, False)]
)
def test_how_many_lines_a_mail_has(breaks: int, is_read: bool) -> None:
    try:
        mime.message_of(b"Subject: a\n" + b"\n" * (breaks - 1))
    except mime.TooManyParts:
        assert not is_read
    else:
        assert is_read


@pytest.mark.parametrize(("deep", "found"), [(8, 8), (9, 9), (10, 9)])
def test_mails_in_mails(deep: int, found: int) -> None:
    message = EmailMessage()
    message["Subject"] = "0"
    message.set_content("最里")
    for number in range(1, deep + 1):
        outer = EmailMessage()
        outer["Subject"] = str(number)
        outer.set_content("外")
        outer.add_attachment(message)
        message = outer
    content = message.as_bytes()
    assert len(mail.mail_parts(content)) == found
    assert mail.mail_words(content).count("----------") == min(deep, 8)


@pytest.mark.parametrize(("changed", "is_same"), [(0, True), (1, True), (2, False)])
def test_two_forms_of_one_text(changed: int, is_same: bool) -> None:
    """Of ten neighbours, one letter at the end changes one and two changes two."""
    text = "甲乙丙丁戊己庚辛壬癸子"
    other = text[: len(text) - changed] + "一二"[:changed] + "尾"
    assert mail._within(text, other) is is_same
