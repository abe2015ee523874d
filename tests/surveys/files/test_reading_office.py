"""Office files as their programs write them, reduced to what a reader sees."""

from __future__ import annotations

import io

import openpyxl
import pytest

from surveys.files.document import DOCX, OFD, XLSX
from surveys.files.quotation import Piece, pieces_of
from surveys.files.readers import package
from surveys.files.readers.docx import text
from surveys.files.readers.docx.document import docx_words
from surveys.files.readers.ofd import ofd_words
from surveys.files.readers.package import beside
from surveys.files.readers.xlsx import xlsx_words
from surveys.files.reading import words_of
from tests.surveys.files.samples import zip_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFD_XMLNS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def letter(body: str, **parts: str) -> bytes:
    more = {f"word/{name}.xml": f"<w:x {W}>{text}</w:x>" for name, text in parts.items()}
    return zip_file({"word/document.xml": f"<w:document {W}>{body}</w:document>", **more})


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def test_a_letter_is_its_paragraphs() -> None:
    content = letter(paragraph("甲", "乙 &amp; 丙") + paragraph("丁"))
    assert docx_words(content) == "甲乙 & 丙\n丁"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r>", "新"),
        ("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/></w:r>乙", "甲"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>甲</w:t></w:r>", "甲"),
        (
            "<Choice><w:p><w:r><w:t>框</w:t></w:r></w:p></Choice>"
            "<Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></Fallback>",
            "框",
        ),
    ],
    ids=["deleted", "tab stops", "tab and break", "field", "text box"],
)
def test_a_letter_shows_what_its_reader_sees(inside: str, words: str) -> None:
    assert docx_words(letter(f"<w:p>{inside}</w:p>")) == words


def test_notes_of_a_letter_stand_below_it() -> None:
    assert docx_words(letter(paragraph("甲"), footnotes=paragraph("注"))) == "甲\n注"


def test_a_workbook_is_its_visible_sheets() -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "清单"
    first.append(["城市", "面积"])
    first.append(["甲市", 12.5])
    first.append([None, None])
    first.append([True, "附注"])
    book.create_sheet("旧").append(["不见"])
    book.worksheets[1].sheet_state = "hidden"
    book.create_sheet("二").append(["乙"])
    stream = io.BytesIO()
    book.save(stream)
    assert xlsx_words(stream.getvalue()) == "清单\n城市\t面积\n甲市\t12.5\nTRUE\t附注\n\n二\n乙"


def test_texts_of_cells_without_how_to_pronounce_them() -> None:
    strings = "<sst><si><r><t>专</t></r><r><t>项</t></r><rPh><t>zhuān</t></rPh></si></sst>"
    sheet = '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    content = zip_file(
        {
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheet name="表" r:id="a"/></workbook>',
            "xl/_rels/workbook.xml.rels": '<R><Relationship Id="a" Target="/xl/s.xml"/></R>',
            "xl/sharedStrings.xml": strings,
            "xl/s.xml": sheet,
        }
    )
    assert xlsx_words(content) == "表\n专项"


def ofd(*pages: str) -> bytes:
    places = "".join(f'<ofd:Page ID="{n}" BaseLoc="P/{n}.xml"/>' for n in range(len(pages)))
    root = f"<ofd:OFD {OFD_XMLNS}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>"
    document = f"<ofd:Document {OFD_XMLNS}><ofd:Pages>{places}</ofd:Pages></ofd:Document>"
    contents = {
        f"Doc_0/P/{n}.xml": f"<ofd:Page {OFD_XMLNS}>{page}</ofd:Page>"
        for n, page in enumerate(pages)
    }
    return zip_file({"OFD.xml": root, "Doc_0/Document.xml": document, **contents})


def line(text: str, top: float) -> str:
    return (
        f'<ofd:TextObject Boundary="20 {top} 5 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def test_an_ofd_is_its_pages_and_letters_of_one_height_are_a_line() -> None:
    content = ofd(line("答", 20) + line("复", 20.2) + line("函", 30), line("附件", 20))
    assert ofd_words(content) == "\f答复\n函\f附件"


def test_pages_are_numbered_where_they_are_shown_and_no_obstacle_to_a_quotation() -> None:
    words = words_of(OFD.media_type, ofd(line("已成立", 20), line("领导小组", 20)))
    assert words is not None
    assert pieces_of(words, ["已成立领导小组"]) == [
        Piece("\n[第 1 页]\n", page=1),
        Piece("已成立", marked=True),
        Piece("\n[第 2 页]\n", page=2),
        Piece("领导小组", marked=True),
    ]


def test_a_form_feed_of_a_text_numbers_nothing() -> None:
    assert words_of("text/plain", "甲\f乙".encode()) == "甲\n乙"


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (DOCX.media_type, b"PK"),
        (DOCX.media_type, letter("<w:p>")[:-30]),
        (DOCX.media_type, letter("<w:p></w:t>")),
        (
            DOCX.media_type,
            zip_file({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        ),
        (DOCX.media_type, letter("")),
        (OFD.media_type, ofd()),
        (OFD.media_type, zip_file({"OFD.xml": "<x/>"})),
        (XLSX.media_type, zip_file({"xl/workbook.xml": "<x/>"})),
    ],
    ids=["no zip", "cut", "no xml", "declared", "no text", "no page", "no document", "no sheet"],
)
def test_what_cannot_be_read_here_is_to_be_downloaded(media_type: str, content: bytes) -> None:
    assert words_of(media_type, content) is None


def test_a_long_letter_is_read_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MOST_CHARACTERS", 1000)
    body = paragraph("甲" * 400) * 3 + "<w:broken>"
    assert docx_words(letter(body)) == docx_words(letter(body + body))
    assert len(docx_words(letter(body))) >= 1000


def test_no_more_is_unpacked_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive may state small sizes; and empty elements say nothing at any length."""
    monkeypatch.setattr(package, "MOST_XML", 1000)
    assert docx_words(letter(paragraph("甲") + "<w:r/>" * 1000 + paragraph("乙"))) == "甲"


def test_targets_of_parts_stay_inside() -> None:
    assert beside("xl/workbook.xml", "worksheets/a.xml") == "xl/worksheets/a.xml"
    assert beside("xl/workbook.xml", "/xl/b.xml") == "xl/b.xml"
    assert beside("xl/workbook.xml", "../../../etc/passwd") == "etc/passwd"
