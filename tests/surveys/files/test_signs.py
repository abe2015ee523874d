"""Tables of signs, numbers of paragraphs and shapes of a page: each entry, each side of a bound."""

from __future__ import annotations

import pypdfium2
import pytest

from surveys.files.readers.boxes import is_symbolic, plainly, symbol
from surveys.files.readers.docx.styles import Styles, is_on, written
from surveys.files.readers.legible import legible
from surveys.files.readers.pdf.marks import drawn_marks
from surveys.files.readers.pdf.place import Glyph, placed
from surveys.limited.fault import Fault

DRAWN = {
    "Wingdings": "6f☐ 70☐ 71☐ 72☐ a8☐ 6c● 6d○ 6e■ a1○ a4◉ fb✗ fc✓ fd☒ fe☑",
    "Wingdings 2": "4f✗ 50✓ 51☒ 52☑ 53☒ 54☒ 2a☐ a3☐ 55✗ 56☒ a2■ 98● 99○",
    "Webdings": "61✓ 63☐ 67■ 72✗ 6e●",
    "ZapfDingbats": "33✓ 34✓ 35✗ 36✗ 37✗ 38✗ 6f☐ 70☐ 71☐ 72☐ 6c● 6d○ 6e■",
    "Symbol": "d6√ b4× b7• 7f☐",
    "Marlett": "61✓ 62✓",
}


@pytest.mark.parametrize("font", DRAWN)
def test_what_a_font_of_signs_draws(font: str) -> None:
    drawn = {code: char for code in range(256) if (char := symbol(font, code))}
    assert drawn == {int(part[:2], 16): part[2:] for part in DRAWN[font].split()}
    assert {symbol(font, 0xF000 + code) for code in range(256)} == {"", *drawn.values()}


@pytest.mark.parametrize(
    ("font", "symbolic"),
    [
        ("Wingdings", True),
        ("ABCDEF+Wingdings-Regular", True),
        ("ABCDEF+wingdings2", True),
        ("ITC Zapf Dingbats", True),
        ("Dingbats", True),
        ("宋体", False),
        ("", False),
    ],
)
def test_which_fonts_are_of_signs(font: str, symbolic: bool) -> None:
    assert is_symbolic(font) is symbolic


@pytest.mark.parametrize(
    ("text", "font", "shown"),
    [
        ("o 是", "Wingdings", "☐ 是"),
        ("\uf0fe", "Wingdings", "☑"),
        ("\xfe\u0100", "Wingdings", "☑\u0100"),
        ("\uf0fe\uf000o", "宋体", "☑o"),
        ("\uf100", "宋体", "\uf100"),
        ("\ue000", "", "\ue000"),
        ("❏❐❑❒▢◻⬜", "", "☐☐☐☐☐☐☐"),
        ("🗹🗵🗷🗸🗶⮽", "", "☑☒☒✓✗☒"),
        ("þ", "宋体", "þ"),
    ],
)
def test_text_of_a_font_as_its_reader_sees_it(text: str, font: str, shown: str) -> None:
    assert plainly(text, font) == shown


@pytest.mark.parametrize(
    ("code", "char"), [(0x41, "A"), (0xDFFF + 1, ""), (0xF8FF, ""), (0xF900, "\uf900")]
)
def test_codes_of_private_use_are_no_letters(code: int, char: str) -> None:
    assert symbol("宋体", code) == char


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("none", {1: "", 5: ""}),
        ("decimal", {0: "", 1: "1", 12: "12"}),
        (
            "chineseCounting",
            {
                1: "一",
                9: "九",
                10: "十",
                11: "十一",
                20: "二十",
                21: "二十一",
                99: "九十九",
                100: "100",
            },
        ),
        ("japaneseCounting", {3: "三"}),
        ("ideographDigital", {3: "三"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {2: "乙"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "27"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "27"}),
        ("lowerRoman", {1: "i", 3: "iii", 4: "iv", 5: "v", 8: "viii", 9: "ix", 10: "x"}),
        ("lowerRoman", {39: "xxxix", 40: "40"}),
        ("upperRoman", {14: "XIV", 39: "XXXIX", 40: "40"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {2: "二"}),
    ],
)
def test_a_number_in_the_form_that_the_file_names(form: str, counts: dict[int, str]) -> None:
    assert {count: written(count, form) for count in counts} == counts


@pytest.mark.parametrize(
    ("value", "on"), [(None, True), ("1", True), ("TRUE", True), ("Off", False), ("0", False)]
)
def test_a_switch_that_is_named_is_on(value: str | None, on: bool) -> None:
    assert is_on({} if value is None else {"x val": value}) is on


def test_a_style_hides_what_the_one_below_it_hides() -> None:
    """As many steps down as anybody writes, and no circle goes on for ever."""
    styles = Styles()
    for step in range(12):
        styles.start("style", {"w styleId": f"s{step}"})
        styles.start("basedOn", {"w val": f"s{step - 1}"})
    styles.start("style", {"w styleId": "s0"})
    styles.start("vanish", {})
    styles.start("style", {"w styleId": "s2"})
    styles.start("vanish", {"w val": "0"})
    assert [styles.hides(f"s{step}") for step in range(4)] == [True, True, False, False]
    deep = Styles()
    deep.start("style", {"w styleId": "s0"})
    deep.start("vanish", {})
    for step in range(1, 12):
        deep.start("style", {"w styleId": f"s{step}"})
        deep.start("basedOn", {"w val": f"s{step - 1}"})
    assert [deep.hides(f"s{step}") for step in (0, 8, 9)] == [True, True, False]
    assert not deep.hides("unknown")


BLACK, WHITE = "0 g", "1 g"


def box(wide: float, tall: float, how: str = "S", before: str = "") -> str:
    return f"{before} 100 100 {wide} {tall} re {how}\n"


def line(*points: tuple[float, float], how: str = "S") -> str:
    (x, y), *rest = points
    return f"{x} {y} m {' '.join(f'{a} {b} l' for a, b in rest)} {how}\n"


def marks(stream: str) -> list[str]:
    """What stands on a page of these strokes."""
    body = stream.encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
    ]
    content = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 5\n0000000000 65535 f \n" + table
    content += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    with pypdfium2.PdfDocument(content) as document:
        return [glyph.text for glyph in drawn_marks(document[0])]


CROSS = line((102, 102), (108, 108)) + line((102, 108), (108, 102))


@pytest.mark.parametrize(
    ("stream", "found"),
    [
        (box(10, 10), ["☐"]),
        (box(22, 22, "f", WHITE), ["☐"]),
        (box(22.1, 22.1, "f", WHITE), []),
        (box(5, 5, "f", WHITE), ["☐"]),
        (box(4.9, 4.9, "f", WHITE), []),
        (box(10, 13.4, "f", WHITE), ["☐"]),
        (box(13.6, 10, "f", WHITE), []),
        (box(10, 10, "f", BLACK), []),
        (box(10, 10, "f", WHITE), ["☐"]),
        (box(10, 10, "f", "0.51 g"), ["☐"]),
        (box(10, 10, "f", "0.49 g"), []),
        (box(10, 10, "B", BLACK), ["☐"]),
        (box(10, 10, "n"), []),
        (box(10, 13), ["☐"]),
        (box(10, 16), []),
        (box(16, 10), []),
        (box(10, 10) + line((102, 104), (104, 102), (108, 108)), ["☑"]),
        (box(10, 10) + CROSS, ["☒"]),
        (box(10, 10) + "102 102 m 108 108 l 102 108 m 108 102 l S\n", ["☒"]),
        (box(10, 10) + line((202, 202), (208, 208)), ["☐"]),
        (box(10, 10) + box(8, 8).replace("100 100", "101 101"), ["☐"]),
        (box(10, 10) + box(10, 10).replace("100 100", "200 100"), ["☐", "☐"]),
        ("100 100 10 10 re 101 101 8 8 re f*\n", ["☐"]),
        (line((100, 100), (110, 100), (110, 110), (100, 110), (100, 100)), ["☐"]),
        ("100 100 m 110 100 l 110 110 l 100 110 l h S\n", ["☐"]),
        (line((100, 100), (110, 110)), []),
    ],
)
def test_what_is_drawn_on_a_page(stream: str, found: list[str]) -> None:
    assert marks(stream) == found


def glyphs(text: str, left: float = 0.0, bottom: float = 0.0, width: float = 10.0) -> list[Glyph]:
    return [
        Glyph(char, left + width * place, bottom, left + width * (place + 1), bottom + 10.0)
        for place, char in enumerate(text)
    ]


FRAME = Glyph("☐", 100, 100, 110, 110)


@pytest.mark.parametrize(
    ("x", "y", "held"),
    [
        (105, 105, True),
        (98, 105, True),
        (97.9, 105, False),
        (112, 105, True),
        (112.1, 105, False),
        (105, 98, True),
        (105, 97.9, False),
        (105, 112, True),
        (105, 112.1, False),
    ],
)
def test_a_box_holds_what_is_written_near_its_edge(x: float, y: float, held: bool) -> None:
    assert FRAME.holds(Glyph("√", x, y, x, y)) is held


@pytest.mark.parametrize(
    ("bottom", "level"), [(100, True), (105.9, True), (106, False), (94, False)]
)
def test_what_stands_on_one_line(bottom: float, level: bool) -> None:
    assert FRAME.level(Glyph("是", 200, bottom, 210, bottom + 10)) is level
    assert Glyph("-", 0, 5, 1, 5).height == 1.0


@pytest.mark.parametrize(
    ("text", "drawn", "words"),
    [
        (glyphs("是否"), [Glyph("☑", 22, 0, 32, 10)], "是否☑"),
        (glyphs("是否"), [Glyph("☑", -12, 0, -2, 10)], "☑是否"),
        (glyphs("是") + glyphs("否", 40), [Glyph("☑", 28, 0, 38, 10)], "是☑否"),
        (glyphs("是") + glyphs("否", 40), [Glyph("☑", 12, 0, 22, 10)], "是☑否"),
        (glyphs("是"), [Glyph("☑", 12, 100, 22, 110)], "是\n☑"),
        (glyphs("是") + glyphs("□", -14) + glyphs("否", 200), [], "□是否"),
        (glyphs("是□") + glyphs("否", 200), [], "是□否"),
        (glyphs("□") + glyphs("√", 0.5), [], "☑"),
        (glyphs("□") + glyphs("×", 0.5), [], "☒"),
        (glyphs("□") + glyphs("√", 30), [], "□√"),
        (glyphs("□□", width=20) + glyphs("√", 3), [], "☑□"),
        (
            [
                *glyphs("甲："),
                Glyph("\n"),
                *glyphs("乙：", 0, 40),
                Glyph("\n"),
                *glyphs("值", 30),
                Glyph("\n"),
            ],
            [],
            "甲：值\n乙：\n",
        ),
        ([*glyphs("甲"), Glyph("\n"), *glyphs("值", 30)], [], "甲\n值"),
    ],
)
def test_boxes_stand_where_a_reader_sees_them(
    text: list[Glyph], drawn: list[Glyph], words: str
) -> None:
    assert placed(text, drawn) == words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("平常的一行\n\ue000\ue001\ue002\ue003\ue004\ue005", None),
        ("平常的一行\n\ue000\ue001\ue002\ue003\ue004", "平常的一行\n"),
        ("平常的一行文字\n\ue000\ue001\ue002", "平常的一行文字\n"),
        ("平常\ue000一行的文字", "平常\ue000一行的文字"),
        ("", ""),
        ("\xa1\xa2\xa3", "\xa1\xa2\xa3"),
        ("甲乙丙丁戊己庚辛\n\xc0\xc1\xc2\xc3", "甲乙丙丁戊己庚辛\n"),
        ("甲乙丙丁戊己庚辛\n\xa1\xc1\xc2\xff", "甲乙丙丁戊己庚辛\n"),
        ("甲乙丙丁戊己庚辛\n\xa0\xc1\xc2\xff", "甲乙丙丁戊己庚辛\n\xa0\xc1\xc2\xff"),
        ("甲乙丙丁戊己庚辛\n\xc0\xc1\xc2", "甲乙丙丁戊己庚辛\n\xc0\xc1\xc2"),
    ],
)
def test_lines_whose_letters_are_none(text: str, read: str | None) -> None:
    if read is None:
        with pytest.raises(Fault):
            legible(text)
    else:
        assert legible(text).startswith(read)
        assert (legible(text) == text) is (read == text)
