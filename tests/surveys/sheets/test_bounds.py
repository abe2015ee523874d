"""Workbooks that hold far more than they show, and rows that stand where they should not."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.cells import MAX_CELLS
from surveys.sheets.readers import bounds
from tests.surveys.sheets.tables import tables, workbook

SHEET = "xl/worksheets/sheet1.xml"
GRID: list[list[object]] = [["adcode", "城市", "R2.1.1", "R1.1.1"], [110000, "北京市", 80, 12.5]]


def with_rows(rows: str) -> Document:
    """Past the check of archives, whose ratio any incompressible picture evens out."""
    document = workbook(GRID)
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(document.content))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part).decode()
            if part == SHEET:
                text = text.replace("</sheetData>", f"{rows}</sheetData>")
            target.writestr(part, text)
        target.writestr("xl/media/picture.png", random.Random(7).randbytes(250_000))
    return Document(document.name, stream.getvalue(), document.media_type)


def filled_rows(document: Document) -> int:
    return len(tables(document)[0].rows)


@pytest.mark.parametrize(
    "rows",
    [
        "<row>" + "<c/>" * (bounds.MAX_IN_ROW + 1) + "</row>",
        ("<row>" + "<c/>" * 1000 + "</row>") * (bounds.MAX_WEIGHT // 1000),
        "<row/>" * bounds.MAX_WEIGHT,
        "</sheetData><sheetData>" + "<other/>" * (bounds.MAX_WEIGHT // 20),
        f'<row x="{"y" * 2 * bounds.MAX_TAG}"/>',
    ],
    ids=["one row", "cells", "rows", "other elements", "tag"],
)
def test_empty_cells_are_counted_before_the_library_builds_them(rows: str) -> None:
    """28 MB of `<c/>` fit into 266 kB and took two minutes."""
    with pytest.raises(Refused, match=str(MAX_CELLS)):
        tables(with_rows(rows))


def test_many_empty_cells_are_no_obstacle() -> None:
    assert filled_rows(with_rows(("<row>" + "<c/>" * 1000 + "</row>") * 100)) == 2


def test_a_long_text_is_no_long_tag() -> None:
    text = "上" * bounds.MAX_TAG
    rows = f'<row><c/><c/><c/><c/><c t="inlineStr"><is><t>{text}</t></is></c></row>'
    assert filled_rows(with_rows(rows)) == 3


def test_xml_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = workbook(GRID)
    monkeypatch.setattr(bounds, "MAX_XML", 1000)
    with pytest.raises(Refused, match=str(MAX_CELLS)):
        tables(document)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="C2"><v>1</v></c></row>',
        '<row r="1"/>',
        '<row r="9"/><row r="8"/>',
        '<row r="9"><c r="C9"><v>1</v></c><c r="C9"><v>2</v></c></row>',
        '<row r="9"><c r="C8"><v>1</v></c></row>',
    ],
    ids=["twice", "behind", "descending", "cell twice", "other row"],
)
def test_rows_and_cells_that_stand_twice_are_refused(rows: str) -> None:
    """Which of the two counts, each program decides in its own way."""
    with pytest.raises(Refused, match=r"值\.xlsx"):
        tables(with_rows(rows))


def test_cells_without_a_place_stand_next_to_each_other() -> None:
    document = with_rows('<row><c/><c t="str"><v>上海市</v></c><c s="0"/><c><v>7</v></c></row>')
    row = tables(document)[0].rows[-1]
    assert {column: cell.value for column, cell in row.cells.items()} == {2: "上海市", 4: 7.0}
