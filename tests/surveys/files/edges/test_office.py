"""What Word and Excel files say about their text elsewhere: numbers, lists, places of cells."""

from __future__ import annotations

import pytest

from surveys.files.readers.docx.document import docx_words
from surveys.files.readers.docx.styles import Numbering, Styles, written
from surveys.files.readers.docx.text import _MOST_FIELD, Text
from surveys.files.readers.formats import Formats
from surveys.files.readers.words import Words
from surveys.files.readers.xlsx import _MOST_GAP, _Book, _Rows, _Strings
from tests.surveys.files.samples import zip_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def words(body: str, **parts: str) -> str:
    more = {f"word/{name}.xml": f"<w:x {W}>{text}</w:x>" for name, text in parts.items()}
    return docx_words(
        zip_file({"word/document.xml": f"<w:document {W}>{body}</w:document>", **more})
    )


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def numbering(*levels: tuple[str, str, str]) -> Numbering:
    """One list, whose levels have a start, a form and a text."""
    found = Numbering()
    found.start("abstractNum", {"abstractNumId": "7"})
    for level, values in enumerate(levels):
        found.start("lvl", {"ilvl": str(level)})
        for name, value in zip(("start", "numFmt", "lvlText"), values, strict=True):
            found.start(name, {"val": value})
    found.start("num", {"numId": "1"})
    found.start("abstractNumId", {"val": "7"})
    return found


def test_deeper_numbers_begin_again() -> None:
    listed = numbering(
        ("3", "decimal", "%1."), ("1", "decimal", "%1.%2"), ("0", "decimal", "%1.%2.%3")
    )
    levels = ["0", "0", "1", "1", "2", "2", "1", "2", "", "1", "2"]
    assert [listed.next("1", level) for level in levels] == [
        *("3.", "4.", "4.1", "4.2", "4.2.", "4.2.1", "4.3", "4.3.", "5.", "5.1", "5.1."),
    ]
    assert [listed.next("1", level) for level in ("3", "x")] == ["", ""]
    assert listed.next("2", "0") == ""
    assert numbering(("1", "decimal", "%1"), ("1", "decimal", "%1.%2")).next("1", "1") == "1.1"


@pytest.mark.parametrize(
    ("start", "number"), [("99999", "99999"), ("100000", "1"), ("", "1"), ("x", "1")]
)
def test_where_a_list_begins(start: str, number: str) -> None:
    assert numbering((start, "decimal", "%1")).next("1", "0") == number


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "100"}),
        ("japaneseCounting", {3: "三"}),
        ("ideographDigital", {3: "三"}),
        ("ideographTraditional", {1: "甲", 9: "壬", 10: "癸", 11: "11"}),
        ("ideographZodiac", {2: "乙"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "27"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "27"}),
        ("lowerRoman", {1: "i", 4: "iv", 9: "ix", 14: "xiv", 39: "xxxix", 40: "40"}),
        ("upperRoman", {8: "VIII", 39: "XXXIX", 40: "40"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimal", {0: "", 1: "1"}),
        ("none", {1: ""}),
    ],
)
def test_numbers_in_their_forms(form: str, numbers: dict[int, str]) -> None:
    assert {count: written(count, form) for count in numbers} == numbers


def test_a_style_numbers_its_paragraphs() -> None:
    styles = (
        '<w:style w:styleId="a"><w:pPr><w:outlineLvl w:val="4"/><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    listed = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="1"><w:start w:val="2"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%2、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr>{run("甲")}</w:p>'
    assert words(body, styles=styles, numbering=listed) == "II、甲"


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        ("<w:result w:val='1'/>", "乙"),
        ("<w:default w:val='1'/>", "乙"),
        ("<w:default w:val='1'/><w:result w:val='0'/>", "甲"),
        ("<w:checked w:val='1'/>", "甲"),
        ("<w:result w:val='00001'/>", "乙"),
        ("<w:result w:val='000001'/>", "甲"),
        ("<w:result w:val='2'/>", ""),
        ("", "甲"),
    ],
)
def test_what_is_chosen_in_a_list(facts: str, chosen: str) -> None:
    listed = f"<w:ddList>{facts}<w:listEntry w:val='甲'/><w:listEntry w:val='乙'/></w:ddList>"
    assert words(f"<w:p><w:r>{listed}</w:r></w:p>") == chosen


def test_a_box_without_a_state_is_empty() -> None:
    box = "<w:checkBox/>"
    assert words(f"<w:p><w:r>{box}</w:r>{run('甲')}</w:p>") == "☐甲"


@pytest.mark.parametrize(
    ("code", "text"),
    [("0", ""), ("1", "\x01"), ("10FFFF", "\U0010ffff"), ("110000", ""), ("", ""), ("x", "")],
)
def test_signs_by_their_numbers(code: str, text: str) -> None:
    part = Text(Styles(), Numbering())
    part.start("sym", {"char": code})
    assert part.finish() == text


@pytest.mark.parametrize(("before", "text"), [(0, "☑"), (_MOST_FIELD - 1, "☑"), (_MOST_FIELD, "")])
def test_how_much_of_a_field_is_read(before: int, text: str) -> None:
    part = Text(Styles(), Numbering())
    part.start("instrText", {})
    for piece in [*[" "] * before, "eq \\o(□,√)"]:
        part.data(piece)
    part.end("instrText")
    part.start("fldChar", {})
    assert part.finish() == text


def test_only_the_row_that_was_deleted_is_left_out() -> None:
    def row(text: str, facts: str = "") -> str:
        cell = f"<w:tc><w:p>{run(text)}</w:p></w:tc>"
        return f"<w:tr><w:trPr>{facts}</w:trPr>{cell}{cell}</w:tr>"

    inner = f"<w:tc>{row('丙', '<w:del/></w:trPr><w:trPr>')}<w:p>{run('丁')}</w:p></w:tc>"
    body = f"<w:tbl>{row('甲')}{row('乙', '<w:del/>')}<w:tr>{inner}</w:tr></w:tbl>"
    assert words(body) == "甲\t甲\n丁"


@pytest.mark.parametrize(
    ("cell", "text"), [("<w:p>{甲}</w:p><w:p>{乙}</w:p>", "甲\n乙"), ("<w:p>{甲}</w:p>", "甲")]
)
def test_a_row_of_one_cell_keeps_its_lines(cell: str, text: str) -> None:
    inside = cell.replace("{甲}", run("甲")).replace("{乙}", run("乙"))
    assert words(f"<w:tr><w:tc>{inside}</w:tc></w:tr>") == text
    two = f"<w:tr><w:tc>{inside}</w:tc><w:tc><w:p>{run('丙')}</w:p></w:tc></w:tr>"
    assert words(two) == text.replace("\n", " ") + "\t丙"


def lines(*cells: tuple[str, str], hidden: tuple[str, str] | None = None) -> str:
    """Of one row, whose cells are a place and a value."""
    found = Words()
    rows = _Rows(found, ["一", "二"], Formats(from_1904=False))
    if hidden is not None:
        rows.start("col", {"hidden": "1", "min": hidden[0], "max": hidden[1]})
    rows.start("row", {})
    for place, value in cells:
        rows.start("c", {"r": place})
        rows.start("v", {})
        rows.data(value)
        rows.end("v")
        rows.end("c")
    rows.end("row")
    return found.text


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ([("A1", "1"), ("B1", "2")], "1\t2\n"),
        ([("", "1"), ("", "2"), ("", "3")], "1\t2\t3\n"),
        ([("B1", "1"), ("", "2")], "\t1\t2\n"),
        ([("A1", "1"), ("A1", "2")], "1\t2\n"),
        ([("C1", "1"), ("E1", "2")], "\t\t1\t\t2\n"),
        ([("A1", "1"), ("GS1", "2")], "1" + "\t" * _MOST_GAP + "2\n"),
        ([("A1", "1"), ("GR1", "2")], "1" + "\t" * (_MOST_GAP - 1) + "2\n"),
        ([("A1", "1"), ("GT1", "2")], "1" + "\t" * _MOST_GAP + "2\n"),
        ([], ""),
    ],
)
def test_cells_stand_in_their_columns(cells: list[tuple[str, str]], line: str) -> None:
    assert lines(*cells) == line


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (("2", "3"), "1\t\t\t4\n"),
        (("00002", "2"), "1\t\t3\t4\n"),
        (("000002", "3"), "4\n"),
        (("", "1"), "\t2\t3\t4\n"),
        (("x", "0"), "1\t2\t3\t4\n"),
    ],
)
def test_hidden_columns(columns: tuple[str, str], line: str) -> None:
    cells = [("A1", "1"), ("B1", "2"), ("C1", "3"), ("D1", "4")]
    assert lines(*cells, hidden=columns).lstrip("\t") == line.lstrip("\t")


def test_what_is_said_of_a_book_and_its_texts() -> None:
    book = _Book()
    book.start("sheet", {"name": "表"})
    assert (book.sheets, book.from_1904) == ([("表", "", False)], False)
    book.start("workbookPr", {})
    assert not book.from_1904
    book.start("workbookPr", {"date1904": "true"})
    assert book.from_1904
    strings = _Strings()
    for name in ("si", "t"):
        strings.start(name, {})
    strings.data("甲")
    strings.end("t")
    strings.data("\n")  # between the tags
    strings.end("si")
    assert strings.texts == ["甲"]
