"""Tables that are not what their names say: read by their content, or refused by their kind."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.utils import translation
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.worksheet.worksheet import Worksheet

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.cells import MAX_TEXT, Oddity, Sheet
from surveys.sheets.door import table_check
from surveys.sheets.reading import sheets_read
from tests.surveys.sheets.old_workbook import locked_workbook, old_workbook
from tests.surveys.sheets.tables import tables, workbook

GRID: list[list[object]] = [["城市", "水资源总量"], ["北京市", 12.5], ["天津市", 7]]
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta charset="gb2312"><style>td {color: red}</style></head><body>
<table><tr><td colspan="2">各市水资源<br>（单位：亿立方米）</td></tr>
<tr><th>城市</th><th>水资源总量</th></tr>
<tr><td> 北京市 </td><td>12.5</td></tr><tr style="display:none"><td>天津市<td>7
</table></body></html>"""


def values(sheet: Sheet) -> list[list[Any]]:
    return [[cell.value for cell in row.cells.values()] for row in sheet.rows]


def strict(document: Document) -> bytes:
    """As Excel saves “Strict Open XML”: other names of the same words."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(document.content))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part).decode()
            for name in ("spreadsheetml", "drawingml"):
                old = f"http://schemas.openxmlformats.org/{name}/2006/main"
                text = text.replace(old, f"http://purl.oclc.org/ooxml/{name}/main")
            old = "http://schemas.openxmlformats.org/officeDocument/2006/"
            text = text.replace(old, "http://purl.oclc.org/ooxml/officeDocument/")
            target.writestr(part, text)
    return stream.getvalue()


def locked(document: Document, password: str) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(document.content)).encrypt(password, stream)
    return stream.getvalue()


def test_a_strict_workbook_is_read() -> None:
    document = table_check(name="严格.xlsx", content=strict(workbook(GRID)))
    assert values(tables(document)[0]) == GRID


def test_the_password_that_every_program_knows_is_no_obstacle() -> None:
    content = locked(workbook(GRID), "VelvetSweatshop")
    for name in ("锁.xlsx", "锁.xls"):
        document = table_check(name=name, content=content)
        assert document.name == name
        assert values(tables(document)[0]) == GRID


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("锁.xlsx", locked(workbook(GRID), "secret"), id="xlsx"),
        pytest.param("锁.xls", locked_workbook(), id="xls"),
    ],
)
def test_a_password_of_its_own_is_said_with_what_to_do(name: str, content: bytes) -> None:
    with translation.override("en"), pytest.raises(Refused, match="password") as refused:
        table_check(name=name, content=content)
    assert "Protect Workbook" in refused.value.message


def test_an_old_workbook_is_read_with_its_formats() -> None:
    """A percentage, a date, a merged title, what is hidden; in the limited process."""
    document = table_check(name="旧.xls", content=old_workbook())
    sheet = sheets_read(document, lambda _rows, _strict: True)[0]
    cells = {(row.number, column): cell for row in sheet.rows for column, cell in row.cells.items()}
    assert cells[3, 1].value == "北京市"
    assert (cells[3, 2].value, cells[3, 2].oddity) == (0.953, Oddity.PERCENT)
    assert (cells[4, 2].value, cells[4, 2].oddity) == ("2026-01-02", Oddity.DATE)
    assert (cells[5, 2].value, cells[5, 2].oddity) == (12.5, Oddity.NONE)
    assert [area.name for area in sheet.merged] == ["A1:B1"]
    assert sheet.hidden_rows == (5,)


@pytest.mark.parametrize("name", ["页.xls", "页.html", "页.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_under_any_name_of_a_table_is_read(name: str, encoding: str) -> None:
    sheet = tables(table_check(name=name, content=PAGE.encode(encoding)))[0]
    assert values(sheet) == [
        ["各市水资源 （单位：亿立方米）"],
        ["城市", "水资源总量"],
        ["北京市", "12.5"],
        ["天津市", "7"],
    ]
    assert [area.name for area in sheet.merged] == ["A1:B1"]
    assert sheet.hidden_rows == (4,)


def test_cells_over_several_rows_move_those_behind_them() -> None:
    head = "<table><tr><td rowspan=2>城市<td colspan=2>产值"
    page = f"{head}<tr><td>一<td>二<tr><td>甲<td>1<td>2</table>"
    sheet = tables(table_check(name="页.html", content=page.encode()))[0]
    assert {(r.number, c): cell.value for r in sheet.rows for c, cell in r.cells.items()} == {
        (1, 1): "城市",
        (1, 2): "产值",
        (2, 2): "一",
        (2, 3): "二",
        (3, 1): "甲",
        (3, 2): "1",
        (3, 3): "2",
    }


@pytest.mark.parametrize("name", ["文.xls", "文.csv", "文.xlsx", "文.txt"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_under_any_name_of_a_table_is_read(name: str, encoding: str) -> None:
    text = "城市\t水资源总量\n北京市\t12.5\n"
    sheet = tables(table_check(name=name, content=text.encode(encoding)))[0]
    assert values(sheet) == [["城市", "水资源总量"], ["北京市", "12.5"]]


def test_workbooks_under_the_extension_of_the_other_kind_are_read() -> None:
    new = table_check(name="新.xls", content=workbook(GRID).content)
    assert values(tables(new)[0]) == GRID
    assert len(tables(table_check(name="旧.xlsx", content=old_workbook()))[0].rows) == 5


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


OTHERS = [
    ("表.ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
    ("表.xls", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
    ("表.xlsb", archive(xl__workbook="x"), "XLSB"),
    (
        "表.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML Spreadsheet 2003",
    ),
    ("表.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "MHT"),
    ("表.xls", b"<html><body>1</body></html>", "web page without any table"),
]


@pytest.mark.parametrize(("name", "content", "word"), OTHERS)
def test_other_kinds_are_refused_by_their_names_with_what_to_do(
    name: str, content: bytes, word: str
) -> None:
    with translation.override("en"), pytest.raises(Refused, match=word) as refused:
        tables(table_check(name=name, content=content))
    assert "*.xlsx" in refused.value.message
    assert name in refused.value.message


def test_hidden_rows_and_columns_of_a_workbook_are_known() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    sheet = tables(workbook(GRID, change=hide))[0]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((3,), (2,))
    assert values(sheet) == GRID


def test_a_huge_text_is_cut_and_a_whole_number_stays_one() -> None:
    sheet = tables(workbook([["城", "x" * (MAX_TEXT + 1)], ["甲", 110000]]))[0]
    assert len(str(sheet.rows[0].cells[2].value)) == MAX_TEXT
    assert sheet.rows[1].cells[2].text == "110000"


def test_a_table_inside_a_cell_is_words_of_that_cell() -> None:
    inner = "<table><tr><td>内</td><td>层</td></tr></table>"
    page = f"<p>前</p><table><tr><td>甲{inner}后</td>间<td>1</td></tr></table>末"
    (sheet,) = tables(table_check(name="页.html", content=page.encode()))
    assert [cell.value for cell in sheet.rows[0].cells.values()] == ["甲内层后", "1"]
    twice = f"<table><tr><td>甲</td></tr></table>间<table><tr><td>乙<td>{inner}</table>"
    first, second = tables(table_check(name="页.html", content=twice.encode()))
    assert [cell.value for cell in first.rows[0].cells.values()] == ["甲"]
    assert [cell.value for cell in second.rows[0].cells.values()] == ["乙", "内层"]
