"""The last that each reader takes and the first that it does not, number by number."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from surveys.errors import Refused
from surveys.files.document import document_check
from surveys.files.readers import archive, mail, mime, picture, words
from surveys.files.readers.archive import Archive, _check_entries, archive_check
from surveys.files.readers.boxes import plainly
from surveys.files.readers.compound import _workbook_findings
from surveys.files.readers.docx.document import docx_words
from surveys.files.readers.docx.styles import Numbering, Styles
from surveys.files.readers.docx.text import Text
from surveys.files.readers.html import html_words
from surveys.files.readers.legible import legible
from surveys.files.readers.ofd import _Page
from surveys.files.readers.pdf.place import Glyph, placed
from surveys.files.readers.plain import _is_mostly_utf, strangeness
from surveys.files.readers.words import Enough, Words
from surveys.limited.fault import Fault
from surveys.sheets.readers.protected import _has_password
from tests.surveys.files.samples import HEIC, zip_file

MEGABYTE = 1024 * 1024
BEGIN, PASSWORD, SHEET = 0x0809, 0x002F, 0x0085


def fault_of(ask: Callable[[], object]) -> tuple[str, dict[str, object]] | None:
    try:
        ask()
    except Fault as fault:
        return fault.code, dict(fault.details)
    return None


def entries(*sizes: int) -> list[zipfile.ZipInfo]:
    found = [zipfile.ZipInfo(f"{number}.xml") for number in range(len(sizes))]
    for entry, size in zip(found, sizes, strict=True):
        entry.file_size = size
    return found


@pytest.mark.parametrize(
    ("sizes", "packed", "fault"),
    [
        ([archive.MAX_UNPACKED], archive.MAX_UNPACKED, None),
        ([archive.MAX_UNPACKED - 1, 2], archive.MAX_UNPACKED, ("bomb", {"size": 400})),
        ([archive.RATIO_FLOOR], 1, None),
        ([archive.RATIO_FLOOR + 1], 1, ("bomb", {"size": 5})),
        ([archive.MAX_RATIO * MEGABYTE], MEGABYTE, None),
        ([archive.MAX_RATIO * MEGABYTE + 1], MEGABYTE, ("bomb", {"size": 200})),
    ],
)
def test_how_much_an_archive_says_it_holds(
    sizes: list[int], packed: int, fault: tuple[str, dict[str, object]] | None
) -> None:
    assert fault_of(lambda: _check_entries(entries(*sizes), packed)) == fault


@pytest.mark.parametrize(
    ("most", "parts"),
    [(0, ["", ""]), (1, ["a", ""]), (3, ["aaa", ""]), (4, ["aaa", "b"]), (6, ["aaa", "bbb"])],
)
def test_parts_are_counted_together(most: int, parts: list[str]) -> None:
    packed = Archive(zip_file({"a": "aaa", "b": "bbb"}), most=most)
    assert [b"".join(packed.chunks(name, 2)).decode() for name in ("a", "b")] == parts


def test_a_list_of_types_has_no_document_type() -> None:
    packed = Archive(zip_file({"[Content_Types].xml": "<!DOCTYPE Types><Types/>"}))
    assert fault_of(lambda: archive_check(packed)) == ("damaged_archive", {})
    with pytest.raises(ValueError, match="document type"):
        docx_words(zip_file({"word/document.xml": "<!DOCTYPE w><w>甲</w>"}))


def records(*numbered: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", number, len(data)) + data for number, data in numbered)


@pytest.mark.parametrize(
    ("stream", "findings", "locked"),
    [
        (records((BEGIN, b""), (PASSWORD, b"")), ["password"], True),
        (records((BEGIN, b"1234"), (PASSWORD, b"")), ["password"], True),
        (records((BEGIN, b""), (PASSWORD, b""))[:-1], [], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\1")), ["macros"], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\6")), ["macros"], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\2")), [], False),
        (records((PASSWORD, b"")), [], True),
        (b"", [], False),
    ],
)
def test_records_of_an_old_workbook(stream: bytes, findings: list[str], locked: bool) -> None:
    assert list(_workbook_findings(stream)) == findings
    assert _has_password(stream) is locked


@pytest.mark.parametrize(("before", "locked"), [(63, True), (64, False)])
def test_a_password_is_looked_for_among_the_first_records(before: int, locked: bool) -> None:
    assert _has_password(records(*[(BEGIN, b"")] * before, (PASSWORD, b""))) is locked


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


@pytest.mark.parametrize(("tall", "fault"), [(0, None), (1, "too_many_pixels")])
def test_how_many_points_a_picture_has(
    tall: int, fault: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 64 * 64 - tall)
    found = fault_of(lambda: picture.heic_check(HEIC, "heic"))
    assert (found and found[0]) == fault


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


@pytest.mark.django_db
def test_how_large_a_file_may_be(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 3 * MEGABYTE
    document_check(name="甲.txt", content=b"a" * 3 * MEGABYTE)
    with pytest.raises(Refused, match="3 MB"):
        document_check(name="甲.txt", content=b"a" * (3 * MEGABYTE + 1))
