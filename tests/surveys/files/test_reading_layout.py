"""What carries meaning on a page is kept: ticks, cells, templates, columns, one place a word."""

from __future__ import annotations

import io

import openpyxl
import pytest

from surveys.files.readers.docx.document import docx_words
from surveys.files.readers.html import html_words
from surveys.files.readers.legible import legible
from surveys.files.readers.ofd import ofd_words
from surveys.files.readers.pdf.document import pdf_words
from surveys.files.readers.pdf.place import Glyph, placed
from surveys.files.readers.xlsx import xlsx_words
from surveys.limited.fault import Fault
from tests.surveys.files.samples import pdf_drawn, zip_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FORM = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="{default}"/>'
    "{checked}</w:checkBox></w:ffData></w:fldChar></w:r>"
)


def letter(body: str, **parts: str) -> bytes:
    more = {f"word/{name}.xml": f"<w:x {W}>{text}</w:x>" for name, text in parts.items()}
    return zip_file({"word/document.xml": f"<w:document {W}>{body}</w:document>", **more})


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def sign(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (sign("Wingdings 2", "F052") + run("是") + sign("Wingdings 2", "F0A3"), "☑是☐"),
        (sign("Wingdings", "F0FE") + run("是") + sign("Wingdings", "F0A8"), "☑是☐"),
        (sign("Wingdings", "F0FD") + run("否"), "☒否"),
        (sign("宋体", "2611") + run("是"), "☑是"),
        (run("þ", '<w:rFonts w:ascii="Wingdings"/>') + run("是"), "☑是"),
        (run("R是", '<w:rFonts w:ascii="Wingdings 2" w:eastAsia="宋体"/>'), "☑是"),
        (run("\uf0fe") + run("是"), "☑是"),
        (FORM.format(default=0, checked="<w:checked/>") + run("是"), "☑是"),
        (FORM.format(default=1, checked='<w:checked w:val="0"/>') + run("是"), "☐是"),
        (FORM.format(default=1, checked="") + run("是"), "☑是"),
        (
            "<w:r><w:fldChar><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='是'/>"
            "<w:listEntry w:val='否'/></w:ddList></w:ffData></w:fldChar></w:r>",
            "否",
        ),
        (
            "<w:sdt><w:sdtPr/><w:sdtContent>" + run("☒") + "</w:sdtContent></w:sdt>" + run("否"),
            "☒否",
        ),
        (
            "<w:r><w:instrText>eq \\o\\ac(</w:instrText><w:instrText>□,√)</w:instrText>"
            "<w:fldChar/></w:r>" + run("是"),
            "☑是",
        ),
        (run("见") + run("密", "<w:vanish/>") + run("明", '<w:vanish w:val="0"/>'), "见明"),
        (run("存") + run("废", "<w:strike/>"), "存~~废~~"),
        ("<w:moveFrom>" + run("移") + "</w:moveFrom>" + run("留"), "留"),
        ("<w:moveTo>" + run("移") + "</w:moveTo><w:del>" + run("删") + "</w:del>", "移"),
        (
            "<w:ruby><w:rt>"
            + run("zhuān")
            + "</w:rt><w:rubyBase>"
            + run("专")
            + "</w:rubyBase></w:ruby>",
            "专",
        ),
    ],
)
def test_a_letter_shows_its_boxes_and_only_what_stands(inside: str, words: str) -> None:
    assert docx_words(letter(f"<w:p>{inside}</w:p>")) == words


def test_cells_of_a_letter_stand_apart_and_a_text_box_after_its_paragraph() -> None:
    def cell(*texts: str) -> str:
        return "<w:tc>" + "".join(f"<w:p>{run(text)}</w:p>" for text in texts) + "</w:tc>"

    table = f"<w:tbl><w:tr>{cell('是否')}{cell('一', '二')}{cell('')}{cell('☑')}</w:tr></w:tbl>"
    assert docx_words(letter(table)) == "是否\t一 二\t\t☑"
    frame = f"<w:tbl><w:tr>{cell('第一段', '第二段')}</w:tr></w:tbl>"
    assert docx_words(letter(frame)) == "第一段\n第二段"
    box = f"<w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent>"
    assert docx_words(letter(f"<w:p>{run('前')}{box}{run('后')}</w:p>")) == "前后\n框"


def test_what_belongs_to_a_letter_stands_in_parts_of_its_own() -> None:
    def link(name: str, kind: str) -> str:
        return f'<Relationship Id="{name}" Type="x/{kind}" Target="{name}.xml"/>'

    def part(text: str) -> str:
        return f"<w:x {W}><w:p>{run(text)}</w:p></w:x>"

    section = (
        '<w:sectPr xmlns:r="r"><w:headerReference w:type="default" r:id="h"/>'
        '<w:headerReference w:type="first" r:id="f"/><w:footerReference r:id="b"/></w:sectPr>'
    )
    row = f"<w:trPr><w:del/></w:trPr><w:tc><w:p>{run('删')}</w:p></w:tc>"
    deleted = f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"
    links = [link("h", "header"), link("f", "header"), link("b", "footer")]
    links += [link("notes", "footnotes"), link("page", "aFChunk")]
    content = zip_file(
        {
            "word/document.xml": f"<w:document {W}><w:p>{run('正文')}</w:p>{deleted}"
            f'<w:altChunk xmlns:r="r" r:id="page"/>{section}</w:document>',
            "word/_rels/document.xml.rels": f"<R>{''.join(links)}</R>",
            "word/h.xml": part("某市人民政府"),
            "word/f.xml": part("旧页眉"),
            "word/b.xml": part("页脚"),
            "word/notes.xml": part("脚注"),
            "word/page.xml": "<html><body>插入的网页</body></html>",
        }
    )
    assert docx_words(content).split() == ["某市人民政府", "正文", "插入的网页", "脚注", "页脚"]


def test_hidden_styles_and_numbers_of_paragraphs() -> None:
    styles = '<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    hidden = run("密", '<w:rStyle w:val="i"/>')
    body = f"<w:p>{listed}{run('甲')}</w:p><w:p>{hidden}</w:p><w:p>{listed}{run('乙')}</w:p>"
    assert docx_words(letter(body, styles=styles, numbering=numbering)).split() == [
        "一、甲",
        "二、乙",
    ]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<table><tr><td>是否<td>否<td>☑</table>", "是否\t否\t☑"),
        ("<table><tr><td>a</td><td></td><td>c</td></tr></table>", "a\t\tc"),
        ("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", "甲\n乙"),
        ("<p>见<span style='display: none'>密</span>明</p>", "见明"),
        ("<p>见<span hidden>密<span>密</span></span>明</p>", "见明"),
        ("<style>.x{display:none}</style><p>见<i class='y x'>密</i>明</p>", "见明"),
        ("<input type=checkbox checked>是<input type=checkbox>否", "☑是☐否"),
        ("<select><option>是<option selected>否</select>", "否"),
        ("<dl><dt>甲</dt><dd>丁</dd></dl><ul><li>一</li></ul>", "甲\n丁\n一"),
    ],
)
def test_a_page_shows_what_its_reader_sees(page: str, words: str) -> None:
    assert html_words(page) == words


def test_a_workbook_keeps_columns_and_formats() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["指标", 2019, 2020, 2021])
    sheet.append(["率", None, None, 0.75])
    sheet["D2"].number_format = "0%"
    sheet["B3"], sheet["C3"], sheet["D3"] = 45292, 0.5, 0.1 + 0.2
    sheet["B3"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["C3"].number_format = "h:mm"
    sheet.append([None, "不见"])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["F1"] = "不见"
    stream = io.BytesIO()
    book.save(stream)
    words = xlsx_words(stream.getvalue()).splitlines()
    assert words[1:] == ["指标\t2019\t2020\t2021", "率\t\t\t75%", "\t2024-01-01\t12:00\t0.3"]


def ofd_part(*objects: str) -> str:
    return f'<ofd:Page xmlns:ofd="o">{"".join(objects)}</ofd:Page>'


def text_at(text: str, left: float, top: float) -> str:
    return (
        f'<ofd:TextObject Boundary="{left} {top} 80 6" Size="5"><ofd:TextCode X="0" Y="5">{text}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def test_an_ofd_is_read_with_its_template_and_annotations() -> None:
    listed = '<ofd:Page ID="1" BaseLoc="P/0.xml"/><ofd:TemplatePage ID="9" BaseLoc="T/0.xml"/>'
    content = zip_file(
        {
            "OFD.xml": '<a xmlns:ofd="o"><ofd:DocRoot>D/Document.xml</ofd:DocRoot></a>',
            "D/Document.xml": ofd_part(listed, "<ofd:Annotations>A/L.xml</ofd:Annotations>"),
            "D/A/L.xml": ofd_part(
                '<ofd:Page PageID="1"><ofd:FileLoc>0.xml</ofd:FileLoc></ofd:Page>'
            ),
            "D/A/0.xml": ofd_part(
                f'<ofd:Appearance Boundary="10 80 50 9">{text_at("附注", 0, 0)}</ofd:Appearance>'
            ),
            "D/T/0.xml": ofd_part(text_at("标题", 60, 5), text_at("事项：", 10, 20)),
            "D/P/0.xml": ofd_part(
                '<ofd:Template TemplateID="9"/>',
                text_at("某市", 60, 20),
                text_at("甲", 10, 40),
                text_at("乙", 90, 40),
                text_at("乙", 90.2, 40),
            ),
        }
    )
    assert ofd_words(content) == "\f标题\n事项：某市\n甲\t乙\n附注"


def glyphs(text: str, left: float, top: float = 800) -> list[Glyph]:
    """Letters 10 wide and high, one behind the other."""
    return [
        Glyph(char, left + 10 * place, top - 10, left + 10 * place + 10, top)
        for place, char in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("written", "marks", "words"),
    [
        (glyphs("☑", 0) + glyphs("是", 12) + glyphs("否", 52) + glyphs("☐", 40), [], "☑是☐否"),
        (glyphs("是", 12) + glyphs("否", 52), glyphs("☑", 0) + glyphs("☐", 40), "☑是☐否"),
        (glyphs("是", 0) + glyphs("否", 40), glyphs("☑", 12) + glyphs("☐", 52), "是☑否☐"),
        (glyphs("□是", 0) + glyphs("□否", 40) + glyphs("√", 41), [], "□是☑否"),
        (glyphs("□是", 0) + glyphs("□否", 40) + glyphs("×", 1), [], "☒是□否"),
        (glyphs("是否", 0) + glyphs("√", 100) + glyphs("备注", 200), [], "是否√备注"),
        (glyphs("甲", 0), glyphs("☑", 0, 700), "甲\n☑"),
    ],
)
def test_boxes_of_a_pdf_stand_where_they_are_seen(
    written: list[Glyph], marks: list[Glyph], words: str
) -> None:
    assert placed(written, marks) == words


def test_boxes_that_are_drawn_and_fields_of_a_form() -> None:
    drawn = "126 799 10 10 re S 166 799 10 10 re S 128 803 m 130 800 l 135 808 l S"
    assert pdf_words(pdf_drawn([(140, 800, "是"), (180, 800, "否")], drawn)) == "\f☑是 ☐否"
    crossed = "126 799 10 10 re S 127 800 m 135 808 l 127 808 m 135 800 l S"
    assert pdf_words(pdf_drawn([(140, 800, "是")], crossed)) == "\f☒是"
    # Four sides that are closed by a word, and four that end where they began.
    sides = "126 799 m 136 799 l 136 809 l 126 809 l"
    for whole in (f"{sides} h S", f"{sides} 126 799 l S"):
        assert pdf_words(pdf_drawn([(140, 800, "是")], whole)) == "\f☐是"
    form = pdf_drawn(
        [(140, 800, "是"), (180, 800, "否"), (50, 770, "机关：")],
        boxes=[(126, 798, True), (166, 798, False)],
        fields=[(90, 766, "某局")],
    )
    assert "".join(pdf_words(form).split()) == "☑是☐否机关：某局"


@pytest.mark.parametrize(
    "text", ["ଚఫ഼ํཞ", "Äê ÈÕ±¾ °ä²¼", "\ue001\ue002\ue003正", "\ufffd\ufffd\ufffda", "ԱაሀᎠᚠ"]
)
def test_letters_that_are_none_are_not_shown_as_words(text: str) -> None:
    with pytest.raises(Fault, match="unreadable_layer"):
        legible(text)


def test_a_line_that_is_none_is_told_and_the_others_stay() -> None:
    good = "关于政府信息公开申请的答复\n我市已建立领导小组。"
    assert legible(f"ଚఫ഼ํཞ\n{good}") == f"\ufffc\n{good}"
    assert legible("བོད་རང་སྐྱོང་ལྗོངས།\n西藏自治区") == "བོད་རང་སྐྱོང་ལྗོངས།\n西藏自治区"
    assert legible("ᠣᠪᠤᠷ ᠮᠣᠩᠭᠣᠯ\n内蒙古") == "ᠣᠪᠤᠷ ᠮᠣᠩᠭᠣᠯ\n内蒙古"
